package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.dasllm.harvest.config.RecordedFormat;
import org.dasllm.harvest.config.RecordedGold;
import org.dasllm.harvest.config.RecordedKeys;
import org.jspecify.annotations.Nullable;

/** An import under test: a file, the columns that are configured, and what came of it. */
final class Recorded {
    private final Path file;
    private String text = "text";
    private @Nullable String label;
    private @Nullable String gold;
    private @Nullable String group;
    private List<String> attributes = List.of();
    private String delimiter = ",";
    private RecordedFormat format = RecordedFormat.AUTO;
    private RecordedGold right = RecordedGold.NONE;
    private final List<String> said = new ArrayList<>();

    private Recorded(Path file) {
        this.file = file;
    }

    static Recorded of(Path file) {
        return new Recorded(file);
    }

    static Recorded of(Path dir, String name, String content) {
        try {
            return new Recorded(Files.writeString(dir.resolve(name), content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Recorded text(String column) {
        text = column;
        return this;
    }

    Recorded label(@Nullable String column) {
        label = column;
        return this;
    }

    Recorded gold(String column) {
        gold = column;
        return this;
    }

    Recorded group(String column) {
        group = column;
        return this;
    }

    Recorded attributes(String... columns) {
        attributes = List.of(columns);
        return this;
    }

    Recorded format(RecordedFormat chosen) {
        format = chosen;
        return this;
    }

    Recorded answerIsRight() {
        right = RecordedGold.ANSWER;
        return this;
    }

    Recorded delimiter(String delimiter) {
        this.delimiter = delimiter;
        return this;
    }

    /** What was read. */
    record Read(List<Sample> samples, Map<String, Integer> dropped) {}

    Read read() {
        RecordedConfig config = new RecordedConfig(
                List.of(new RecordedFile(file, null)),
                text,
                label,
                gold,
                group,
                attributes,
                null,
                delimiter,
                format,
                right);
        return read(config, new Progress() {
            @Override
            public void line(String text) {
                said.add(text);
            }

            @Override
            public void start(String what, long total, String unit) {}

            @Override
            public void update(long done, String detail) {}

            @Override
            public void finish() {}
        });
    }

    /** Through the file that an import writes. */
    static Read read(RecordedConfig config, Progress progress) {
        try {
            Path folder = Files.createTempDirectory("recorded");
            Path out = folder.resolve("samples.jsonl");
            try {
                RecordedImport.Result result =
                        RecordedImport.write(config, RecordedKeys.RUN_FILE, sample -> sample, out, progress);
                List<Sample> samples = SampleFile.read(out);
                assertThat(result.samples()).isEqualTo(samples.size());
                return new Read(samples, result.dropped());
            } finally {
                Files.deleteIfExists(out);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Sample> samples() {
        return read().samples();
    }

    List<@Nullable String> labels() {
        List<@Nullable String> labels = new ArrayList<>();
        samples().forEach(sample -> labels.add(sample.completion()));
        return labels;
    }

    Map<String, Integer> dropped() {
        return read().dropped();
    }

    /** The lines of progress, without the one that counts the file's samples. */
    List<String> said() {
        read();
        return said.stream().filter(line -> !line.endsWith("so far")).toList();
    }

    AbstractStringAssert<?> refusal() {
        return assertThatThrownBy(this::read)
                .isInstanceOf(DasllmException.class)
                .message()
                .doesNotContain("\n", "fasterxml", "org.dasllm");
    }
}
