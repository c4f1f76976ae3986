package org.dasllm.harvest.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;

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
        TeacherConfig teacher = Teachers.fake(url)
                .with("timeout_seconds", timeoutSeconds)
                .with("concurrency", 1)
                .with("max_retries", 1)
                .with("first_retry_seconds", 0.01)
                .with("top_logprobs", topLogprobs)
                .config();
        return Teachers.harvest(teacher, 0);
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
