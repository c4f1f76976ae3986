package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.jspecify.annotations.Nullable;

/** Prompts and configurations of the tests. */
final class Fixture {
    static final int CONCURRENCY = 4;

    private Fixture() {}

    static HarvestConfig config(String url) {
        return config(url, null, 0);
    }

    static HarvestConfig config(String url, @Nullable Long budgetTokens, double maxFailedShare) {
        TeacherConfig teacher =
                Teachers.fake(url).with("budget_tokens", budgetTokens).config();
        return Teachers.harvest(teacher, maxFailedShare);
    }

    static HarvestConfig withLogprobs(String url, int top) {
        TeacherConfig teacher = Teachers.fake(url).with("top_logprobs", top).config();
        return Teachers.harvest(teacher, 0);
    }

    static TeacherConfig withKey(String url, String variable) {
        return Teachers.fake(url).with("api_key_environment_variable", variable).config();
    }

    /** Prompts {@code message 0}, {@code message 1} and so on. */
    static Path prompts(Path dir, int count) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(new Sample(
                    "s" + i,
                    "customer" + i / 2,
                    "train",
                    List.of(Message.system("Answer in JSON."), Message.user("message " + i)),
                    null,
                    "gold " + i,
                    Map.of("channel", "phone"),
                    null));
        }
        Path file = dir.resolve("prompts.jsonl");
        SampleFile.write(file, samples);
        return file;
    }
}
