package org.dasllm.harvest.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;

/** A whole harvest in a folder, with what it says and leaves behind. */
final class FaultyHarvest {
    private final Path dir;
    private final List<String> lines = new ArrayList<>();

    FaultyHarvest(Path dir) {
        this.dir = dir;
    }

    /** One after the other, so that it is certain what was sent when it ends. */
    static HarvestConfig inTurn(String url) {
        return inTurn(url, 0, 2);
    }

    static HarvestConfig inTurn(String url, int topLogprobs, double timeoutSeconds) {
        TeacherConfig teacher = new TeacherConfig(
                url,
                "fake",
                null,
                20,
                "max_tokens",
                0,
                timeoutSeconds,
                1,
                1,
                0.01,
                null,
                topLogprobs,
                null,
                null,
                Optional.empty(),
                null);
        return new HarvestConfig(List.of(), teacher, null, 0);
    }

    HarvestSummary run(HarvestConfig config, int prompts) {
        lines.clear();
        Progress progress = new Progress() {
            @Override
            public void start(String title, long total, String unit) {}

            @Override
            public void update(long done, String note) {}

            @Override
            public void line(String text) {
                lines.add(text);
            }

            @Override
            public void finish() {}
        };
        return Harvest.run(config, Fixture.prompts(dir, prompts), dir.resolve("work"), output(), progress);
    }

    List<String> lines() {
        return lines;
    }

    Path output() {
        return dir.resolve("samples.jsonl");
    }

    List<Sample> samples() {
        return SampleFile.read(output());
    }

    String journal() throws IOException {
        return Files.readString(dir.resolve("work").resolve(Harvest.JOURNAL));
    }
}
