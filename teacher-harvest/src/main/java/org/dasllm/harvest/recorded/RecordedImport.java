package org.dasllm.harvest.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.jspecify.annotations.Nullable;

/** Makes samples of recorded traffic. */
public final class RecordedImport {
    private static final int GROUP_CHARACTERS = 16;

    private final RecordedConfig config;
    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, Integer> dropped = new TreeMap<>();

    private RecordedImport(RecordedConfig config) {
        this.config = config;
    }

    /**
     * What was read.
     *
     * @param dropped rows that make no sample, by reason
     */
    public record Result(List<Sample> samples, Map<String, Integer> dropped) {}

    public static Result read(RecordedConfig config, Progress progress) {
        RecordedImport recorded = new RecordedImport(config);
        Set<String> stems = new HashSet<>();
        for (RecordedFile file : config.files()) {
            String stem = stem(file.path());
            if (!stems.add(stem)) {
                stem = stem + "." + stems.size();
                stems.add(stem);
            }
            recorded.read(file, stem);
            progress.line(file.path() + ": " + recorded.samples.size() + " samples so far");
        }
        recorded.dropped.forEach((reason, count) -> progress.line(count + " rows are left out: " + reason));
        if (recorded.samples.isEmpty()) {
            throw DasllmException.input("The recorded files hold no usable row", "Check text_column and label_column");
        }
        return new Result(recorded.samples, recorded.dropped);
    }

    private void read(RecordedFile file, String stem) {
        String source = "recorded:" + file.path().getFileName();
        RowReader.read(file.path(), config.delimiter().charAt(0), row -> {
            List<Message> prompt = new ArrayList<>();
            if (config.system() != null) {
                prompt.add(Message.system(config.system()));
            }
            JsonNode text =
                    row.value(config.textColumn()).orElseThrow(() -> row.lacks("text_column", config.textColumn()));
            prompt.addAll(messages(row, text));
            Optional<String> label = label(row, prompt);
            if (prompt.stream()
                    .noneMatch(message ->
                            message.role().equals("user") && !message.content().isBlank())) {
                dropped.merge("the text is empty", 1, Integer::sum);
            } else if (label.isEmpty() || label.get().isBlank()) {
                dropped.merge("the label is empty", 1, Integer::sum);
            } else {
                samples.add(new Sample(
                        stem + "-" + row.number(),
                        group(row, prompt),
                        file.split(),
                        prompt,
                        label.get(),
                        gold(row),
                        attributes(row),
                        source));
            }
        });
    }

    private List<Message> messages(Row row, JsonNode text) {
        if (!text.isArray()) {
            return List.of(Message.user(text.asText()));
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode turn : text) {
            try {
                messages.add(Json.mapper().treeToValue(turn, Message.class));
            } catch (JsonProcessingException e) {
                throw row.wrong("'" + config.textColumn() + "' is not a conversation of {role, content}");
            }
        }
        return messages;
    }

    /** The label column, or the assistant's last turn, which is then no longer part of the prompt. */
    private Optional<String> label(Row row, List<Message> prompt) {
        Message last = prompt.get(prompt.size() - 1);
        Optional<JsonNode> column = row.value(config.labelColumn());
        boolean answered = last.role().equals("assistant");
        if (answered) {
            prompt.remove(prompt.size() - 1);
        }
        if (column.isPresent()) {
            return column.map(JsonNode::asText);
        }
        if (answered) {
            return Optional.of(last.content());
        }
        throw row.lacks("label_column", config.labelColumn());
    }

    private @Nullable String gold(Row row) {
        String column = config.goldColumn();
        if (column == null) {
            return null;
        }
        String gold = row.value(column)
                .orElseThrow(() -> row.lacks("gold_column", column))
                .asText();
        return gold.isBlank() ? null : gold;
    }

    private String group(Row row, List<Message> prompt) {
        String column = config.groupColumn();
        if (column == null) {
            return Sha256.ofString(Json.line(prompt)).substring(0, GROUP_CHARACTERS);
        }
        return row.value(column)
                .orElseThrow(() -> row.lacks("group_column", column))
                .asText();
    }

    private Map<String, String> attributes(Row row) {
        Map<String, String> attributes = new TreeMap<>();
        for (String column : config.attributeColumns()) {
            attributes.put(
                    column,
                    row.value(column)
                            .orElseThrow(() -> row.lacks("attribute_columns", column))
                            .asText());
        }
        return attributes;
    }

    private static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceAll("\\.[^.]*$", "").toLowerCase(Locale.ROOT);
    }
}
