package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.fixture.EnvelopeFault;
import org.dasllm.harvest.fixture.FaultyTeacher;
import org.dasllm.harvest.fixture.NoAnswer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EnvelopesTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void aGoodAnswerIsReadInWhateverEnvelope(EnvelopeFault fault) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(fault)) {
            HarvestSummary summary = harvest.run(Fixture.config(teacher.url()), 3);
            assertThat(harvest.samples())
                    .extracting(Sample::completion)
                    .containsExactly("label of message 0", "label of message 1", "label of message 2");
            assertThat(summary.promptTokens()).isEqualTo(30);
            assertThat(teacher.requests()).isEqualTo(3);
            assertThat(teacher.acceptedEncodings()).containsOnly("identity");
            assertThat(harvest.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WEB_PAGE|its answer is a web page ('Sign in'), not JSON. Set base_url",
                "XML|its answer is XML, not JSON. Set base_url",
                "EVENTS|its answer is a stream of events, though none was asked for",
                "PIECES|its answer is a stream of events, though none was asked for",
                "UNKNOWN_COMPRESSION|its answer is compressed by 'br', which was not asked for"
            })
    void whatIsNoAnswerOfAnApiEndsTheHarvestAtOnce(NoAnswer fault, String words) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(fault)) {
            assertThatThrownBy(() -> harvest.run(FaultyHarvest.inTurn(teacher.url()), 20))
                    .hasMessageContaining("does not answer as it is asked to: " + words)
                    .hasMessageEndingWith(", and run the same command again.");
            assertThat(teacher.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EMPTY|its answer is empty|2",
                "BROKEN_OFF|its answer is not valid JSON, it breaks off|2",
                "BROKEN_GZIP|its answer's compressed form is damaged or cut off|2",
                "NOT_UTF_8|its answer is no text in UTF-8|2",
                "PLAIN_TEXT|its answer is not valid JSON: upstream connect error|2",
                "DEEP|its answer is not valid JSON|2",
                "LONG_NUMBER|its answer is not valid JSON|2",
                "LARGE_AFTER_GZIP|its answer has more than 33554432 bytes|1"
            })
    void whatCannotBeReadFailsItsSampleAlone(NoAnswer fault, String words, int requests) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(fault, text -> text.equals("message 1"))) {
            assertThatThrownBy(() -> harvest.run(FaultyHarvest.inTurn(teacher.url()), 3))
                    .hasMessageContaining("1 of 3 samples got no answer")
                    .hasMessageContaining("(" + words + ")");
            assertThat(teacher.requests()).isEqualTo(2 + requests);
            assertThat(harvest.journal()).contains("label of message 2");
        }
    }
}
