package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.fixture.FaultyTeacher;
import org.dasllm.harvest.fixture.LogprobFault;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogprobsTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void whatIsNotTheLogProbabilityOfATokenDropsNoMoreThanIsMissing(LogprobFault fault) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher =
                new FaultyTeacher(text -> text.equals("message 1") ? fault.respond(text) : LogprobFault.good(text))) {
            HarvestSummary summary = harvest.run(FaultyHarvest.inTurn(teacher.url(), 2, 2), 3);
            assertThat(summary.samples()).isEqualTo(3);
            assertThat(teacher.requests()).isEqualTo(3);
            Sample sample = harvest.samples().get(1);
            assertThat(sample.completion()).isEqualTo("label of message 1");
            assertThat(harvest.samples().get(2).tokens()).isNotNull();
            if (fault.leavesOne()) {
                assertThat(sample.tokens())
                        .extracting(AnswerToken::top)
                        .containsExactly(List.of(new AnswerToken.Alternative("label of message 1", null, -0.25f)));
                assertThat(harvest.lines()).isEmpty();
            } else {
                assertThat(sample.tokens()).isNull();
                assertThat(harvest.lines()).singleElement().asString().startsWith("1 sample keeps its answer without");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_ALTERNATIVE", "ALL_NULL", "NO_LIST", "ABSENT"})
    void withoutAnyTheHarvestSaysSo(LogprobFault fault) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        boolean never = fault == LogprobFault.NO_LIST || fault == LogprobFault.ABSENT;
        try (FaultyTeacher teacher = new FaultyTeacher(fault)) {
            assertThatThrownBy(() -> harvest.run(FaultyHarvest.inTurn(teacher.url(), 2, 2), 30))
                    .hasMessageContaining("its answer has no log-probabilities, which top_logprobs asks for");
            assertThat(teacher.requests()).isEqualTo(never ? 1 : 10);
            assertThat(harvest.output()).doesNotExist();
            assertThat(harvest.journal()).contains("label of message 0");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_ALTERNATIVE", "ALL_NULL"})
    void norIsAFileWrittenWhereAFewHaveNone(LogprobFault fault) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(fault)) {
            assertThatThrownBy(() -> harvest.run(FaultyHarvest.inTurn(teacher.url(), 2, 2), 3))
                    .hasMessageContaining("no log-probabilities, which top_logprobs asks for");
            assertThat(harvest.output()).doesNotExist();
        }
    }
}
