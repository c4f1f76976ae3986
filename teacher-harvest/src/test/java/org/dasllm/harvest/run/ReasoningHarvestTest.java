package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.fixture.FaultyTeacher;
import org.dasllm.harvest.fixture.ReasoningMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasoningHarvestTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void reasoningIsPaidForAndKeptAndNoPartOfTheLabel(ReasoningMode mode) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(mode)) {
            harvest.run(Fixture.config(teacher.url()), 2);
            assertThat(harvest.samples())
                    .extracting(Sample::completion)
                    .containsExactly("label of message 0", "label of message 1");
            assertThat(harvest.journal()).contains("let me see");
            harvest.run(Fixture.config(teacher.url()), 2);
            assertThat(teacher.requests()).isEqualTo(2);
        }
    }
}
