package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.fixture.EndingFault;
import org.dasllm.harvest.fixture.Fault;
import org.dasllm.harvest.fixture.FaultyTeacher;
import org.dasllm.harvest.fixture.MessageFault;
import org.dasllm.harvest.label.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenOffAnswersTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void noUnknownEndingIsASuccess(EndingFault fault) throws Exception {
        isLeftOut(fault, "half of message 1");
    }

    @ParameterizedTest
    @EnumSource
    void noMessageWithoutAnAnswerIsALabel(MessageFault fault) throws Exception {
        isLeftOut(fault, "\"message 1\"");
    }

    private void isLeftOut(Fault fault, String kept) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(fault, text -> text.equals("message 1"))) {
            HarvestSummary summary = harvest.run(Fixture.config(teacher.url()), 4);
            assertThat(harvest.samples()).extracting(Sample::id).containsExactly("s0", "s2", "s3");
            assertThat(harvest.samples())
                    .extracting(Sample::completion)
                    .containsExactly("label of message 0", "label of message 2", "label of message 3");
            assertThat(summary.failed()).isZero();
            assertThat(summary.dropped().values()).containsExactly(1);
            assertThat(harvest.lines()).singleElement().asString().startsWith("1 sample is left out: the ");
            assertThat(harvest.journal()).contains(kept);
            // It is paid for, and is not asked for again.
            harvest.run(Fixture.config(teacher.url()), 4);
            assertThat(teacher.requests()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "eos", "eos_token", "stop_sequence", "end_turn", "end", "STOP", "completed"})
    void knownGoodEndingsAre(String word) {
        assertThat(Ending.of(word).fault()).isEmpty();
    }

    @Test
    void reasonsAreToldInWords() throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        List<EndingFault> faults = List.copyOf(EnumSet.allOf(EndingFault.class));
        Fault each = text -> faults.get(Integer.parseInt(text.substring("message ".length())))
                .respond(text);
        try (FaultyTeacher teacher = new FaultyTeacher(each, text -> !text.equals("message 20"))) {
            Map<String, Integer> dropped =
                    harvest.run(Fixture.config(teacher.url()), 21).dropped();
            assertThat(dropped)
                    .containsEntry("the answer was cut off at max_tokens", 1)
                    .containsEntry("the answer was cut off at the end of the teacher's context", 1)
                    .containsEntry("the answer was stopped by the teacher's content filter", 1)
                    .containsEntry("the answer was broken off by an error of the teacher", 1)
                    .containsEntry("the teacher called a tool instead of answering", 2)
                    .containsEntry(
                            "the teacher does not say whether the answer is whole (it gives no finish_reason)", 4)
                    .containsEntry(
                            "the teacher says 'Stop' of how the answer ended, which is not known to mean that it is whole",
                            1);
        }
    }

    @Test
    void manyDifferentWordsAreNotManyLines() throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        Fault each = text -> FaultyTeacher.Response.ok(
                "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"" + text + "\"}]}");
        try (FaultyTeacher teacher = new FaultyTeacher(each, text -> !text.equals("message 0"))) {
            harvest.run(Fixture.config(teacher.url()), 40);
            assertThat(harvest.lines()).hasSize(21).contains("19 samples are left out: other reasons");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ABSENT", "NULL", "CAPITALS", "FUTURE_WORD"})
    void aTeacherWhoseEndingsAreNeverKnownIsGivenUpEarly(EndingFault fault) throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(fault)) {
            assertThatThrownBy(() -> harvest.run(FaultyHarvest.inTurn(teacher.url()), 50))
                    .hasMessageContaining("None of the first 10 answers of the teacher")
                    .hasMessageContaining("finish_reason");
            assertThat(teacher.requests()).isEqualTo(10);
            assertThat(harvest.output()).doesNotExist();
            assertThat(harvest.journal()).contains("half of message 9");
        }
    }

    @Test
    void aFewAnswersOfWhichNoneCanBeUsedAreOneLine() throws Exception {
        FaultyHarvest harvest = new FaultyHarvest(dir);
        try (FaultyTeacher teacher = new FaultyTeacher(EndingFault.LENGTH)) {
            assertThatThrownBy(() -> harvest.run(Fixture.config(teacher.url()), 30))
                    .hasMessageContaining(
                            "None of the 30 samples got an answer that can be used: 30 because the answer was"
                                    + " cut off at max_tokens. ");
        }
    }
}
