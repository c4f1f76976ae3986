package org.dasllm.harvest.recorded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.format.config.Keys;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ShellName;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFormat;
import org.dasllm.harvest.config.RecordedGold;
import org.dasllm.harvest.config.RecordedKeys;
import org.jspecify.annotations.Nullable;

/** How a file that was looked at is read, ready to be copied: into a run file, or to be typed as a command. */
final class ReadyKeys {
    private final Path file;
    private final List<Entry> entries = new ArrayList<>();

    /** @param yaml the value in a run file */
    private record Entry(String key, String value, String yaml) {}

    /** @param format as which it is read; {@code AUTO} where that is not known */
    ReadyKeys(Path file, RecordedConfig config, RecordedFormat format) {
        this.file = file;
        if (format != RecordedFormat.AUTO && format != RecordedFormat.COLUMNS) {
            word("format", Keys.of(format));
        }
        text("delimiter", config.delimiter().equals(",") ? null : config.delimiter());
        text("text_column", config.textColumn().equals("text") ? null : config.textColumn());
        text("label_column", config.labelColumn());
        text("gold_column", config.goldColumn());
        if (config.gold() != RecordedGold.NONE) {
            word("gold", Keys.of(config.gold()));
        }
        text("group_column", config.groupColumn());
        config.attributeColumns().forEach(column -> text("attribute_columns", column));
        text("system", config.system());
    }

    private void word(String key, String value) {
        entries.add(new Entry(key, value, value));
    }

    private void text(String key, @Nullable String value) {
        if (value != null) {
            entries.add(new Entry(key, value, Json.line(value)));
        }
    }

    /** A line of YAML. */
    String runFile() {
        String attributes = entries.stream()
                .filter(ReadyKeys::isAttribute)
                .map(Entry::yaml)
                .collect(Collectors.joining(", ", ", attribute_columns: [", "]"));
        boolean some = entries.stream().anyMatch(ReadyKeys::isAttribute);
        return "harvest: {recorded: {files: [{path: " + Json.line(file.toString()) + "}]"
                + entries.stream()
                        .filter(each -> !isAttribute(each))
                        .map(each -> ", " + each.key() + ": " + each.yaml())
                        .collect(Collectors.joining())
                + (some ? attributes : "") + "}}";
    }

    private static boolean isAttribute(Entry entry) {
        return entry.key().equals("attribute_columns");
    }

    /** A command for a shell. */
    String command() {
        return "dasllm import " + ShellName.of(file.toString())
                + entries.stream()
                        .map(each -> " " + RecordedKeys.OPTIONS.value(each.key(), each.value()))
                        .collect(Collectors.joining())
                + " --out samples.jsonl";
    }
}
