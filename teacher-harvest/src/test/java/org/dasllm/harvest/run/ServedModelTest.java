package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.fixture.Fault;
import org.dasllm.harvest.fixture.FaultyTeacher;
import org.dasllm.harvest.fixture.ServedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServedModelTest {
    @TempDir
    Path dir;

    @Test
    void anotherModelIsSaidOnceWithItsCount() throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        Fault mixed = text -> (text.endsWith("1") ? ServedModel.SMALLER : ServedModel.LINE_BREAK).respond(text);
        try (FaultyTeacher teacher = new FaultyTeacher(mixed, text -> !text.equals("message 0"))) {
            HarvestSummary summary = harvest.run(Fixture.config(teacher.url()), 6);
            assertThat(harvest.lines())
                    .containsExactlyInAnyOrder(
                            "1 label is of the model 'fake-mini', though 'fake' was asked for",
                            "4 labels are of the model 'other model', though 'fake' was asked for");
            assertThat(summary.served()).isEqualTo(Map.of("fake", 1, "fake-mini", 1, "other\nmodel", 4));
            assertThat(harvest.samples()).hasSize(6);
            // From the journal, the same again.
            harvest.run(Fixture.config(teacher.url()), 6);
            assertThat(harvest.lines()).contains("1 label is of the model 'fake-mini', though 'fake' was asked for");
            assertThat(teacher.requests()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SNAPSHOT", "PROVIDER", "CAPITALS", "FILE", "UNTOLD", "NO_TEXT"})
    void theSameOneOrNoneIsNot(ServedModel served) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(served)) {
            harvest.run(Fixture.config(teacher.url()), 2);
            assertThat(harvest.lines()).isEmpty();
            assertThat(harvest.samples()).extracting(Sample::source).containsOnly("teacher:fake");
        }
    }
}
