package org.dasllm.dataset.curate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.task.Task;
import org.jspecify.annotations.Nullable;

/** Inputs for the tests, and what came of them. */
final class CuratedRows {
    private CuratedRows() {}

    static Sample sample(String id, String group, @Nullable String split, String prompt, @Nullable String completion) {
        return new Sample(
                id,
                group,
                split,
                List.of(Message.user(prompt)),
                completion,
                null,
                Map.of("channel", "web"),
                "teacher:t");
    }

    static Sample gold(String id, String group, String prompt, @Nullable String completion, String gold) {
        return new Sample(id, group, "test", List.of(Message.user(prompt)), completion, gold, Map.of(), "teacher:t");
    }

    static Path file(Path dir, String name, Object... lines) {
        List<String> text = new ArrayList<>();
        for (Object line : lines) {
            text.add(line instanceof String raw ? raw : Json.line(line));
        }
        try {
            Files.createDirectories(dir);
            return Files.write(dir.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CurationSummary curate(String config, Path out, Path... inputs) {
        CurateConfig parsed = CurateConfigs.parse(config, "the test's configuration");
        return CurationRun.run(
                parsed, parsed.task(Optional.empty()), List.of(inputs), out, SparkForTests.session(), Progress.SILENT);
    }

    /** As above, with a task as a configuration declares it. */
    static CurationSummary curate(String config, String task, Path out, Path... inputs) {
        CurateConfig parsed = CurateConfigs.parse(config, "the test's configuration");
        Optional<Task> declared = Optional.of(CurateConfigs.task(task).longForm());
        return CurationRun.run(
                parsed, parsed.task(declared), List.of(inputs), out, SparkForTests.session(), Progress.SILENT);
    }

    /** Id to reason for the dropped rows that could be read; the raw line stands for the others. */
    static Map<String, String> quarantine(Path out) {
        Map<String, String> reasons = new TreeMap<>();
        for (Row row : parquet(out, "quarantine")) {
            @Nullable String id = row.getAs("id");
            reasons.put(id == null ? row.<String>getAs("line") : id, row.getAs("reason"));
        }
        return reasons;
    }

    static List<Row> parquet(Path out, String name) {
        return SparkForTests.session()
                .read()
                .parquet(out.resolve(name).toString())
                .collectAsList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
