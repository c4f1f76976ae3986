package org.dasllm.eval.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallScoreTest {
    private static final List<Tool> TOOLS = List.of(new Tool("refund", json("""
                    {"type":"object","properties":{"order":{"type":"string"},"amount":{"type":"number"}},
                     "required":["order"]}""")), new Tool("close", json("{}")));
    private static final String RIGHT = "{\"name\":\"refund\",\"arguments\":{\"order\":\"A1\",\"amount\":12.5}}";

    @Test
    void theRightCallIsRightHoweverItIsWritten() {
        for (String text : List.of(
                RIGHT,
                "[" + RIGHT + "]",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"refund\",\"arguments\":\"{\\\"amount\\\":12.50,\\\"order\\\":\\\"A1\\\"}\"}}]}")) {
            CallScore score = score(RIGHT, text);
            assertThat(score).as(text).isEqualTo(new CallScore(true, true, true, true, true, true, true, true));
        }
    }

    @Test
    void everyFaultIsItsOwn() {
        assertThat(score(RIGHT, "{\"name\":\"close\",\"arguments\":{}}").names())
                .isFalse();
        CallScore without = score(RIGHT, "{\"name\":\"refund\",\"arguments\":{\"amount\":12.5}}");
        assertThat(without.names()).isTrue();
        assertThat(without.required()).isFalse();
        assertThat(without.right()).isFalse();
        CallScore unknown =
                score(RIGHT, "{\"name\":\"refund\",\"arguments\":{\"order\":\"A1\",\"amount\":12.5,\"why\":\"x\"}}");
        assertThat(unknown.allowed()).isFalse();
        assertThat(unknown.noExtras()).isFalse();
        CallScore extra = score(
                "{\"name\":\"refund\",\"arguments\":{\"order\":\"A1\"}}",
                "{\"name\":\"refund\",\"arguments\":{\"order\":\"A1\",\"amount\":1}}");
        assertThat(extra.allowed()).isTrue();
        assertThat(extra.noExtras()).isFalse();
        assertThat(score(RIGHT, "{\"name\":\"refund\",\"arguments\":{\"order\":\"B2\",\"amount\":12.5}}")
                        .right())
                .isFalse();
        assertThat(score(RIGHT, "{\"name\":\"refund\",\"arguments\":{}}").readable())
                .isTrue();
    }

    @Test
    void notToCallIsAnAnswerToo() {
        String abstained = "Which order do you mean?";
        assertThat(score(abstained, "No order is named.").right()).isTrue();
        CallScore called = score(abstained, RIGHT);
        assertThat(called.wanted()).isFalse();
        assertThat(called.called()).isTrue();
        assertThat(called.right()).isFalse();
        assertThat(score(RIGHT, abstained).called()).isFalse();
        ToolReport report = ToolReport.of(
                "student",
                List.of(score(abstained, abstained), called, score(RIGHT, abstained), score(RIGHT, "{\"name\":")));
        assertThat(report.rightAbstentions()).isEqualTo(1);
        assertThat(report.falseCalls()).isEqualTo(1);
        assertThat(report.missedCalls()).isEqualTo(1);
        assertThat(report.unreadable()).isEqualTo(1);
        assertThat(report.right()).isEqualTo(1);
    }

    @Test
    void theOrderOfSeveralCallsDoesNotCount() {
        String close = "{\"name\":\"close\",\"arguments\":{\"id\":1}}";
        assertThat(score("[" + RIGHT + "," + close + "]", "[" + close + "," + RIGHT + "]")
                        .right())
                .isTrue();
        assertThat(score("[" + RIGHT + "," + close + "]", RIGHT).right()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{\"name\":\"refund\"}",
                "{\"name\":1,\"arguments\":{}}",
                "{\"name\":\"refund\",\"arguments\":\"{\"}",
                "{\"name\":\"refund\",\"arguments\":[]}",
                "[1]",
                "{\"name\":"
            })
    void whatIsNoCallIsUnreadable(String text) {
        assertThat(ToolCalls.read(text)).isEmpty();
    }

    private static CallScore score(String gold, String answer) {
        return CallScore.of(
                ToolCalls.read(gold).orElseThrow(), ToolCalls.read(answer).orElse(null), TOOLS, Tolerance.NONE);
    }

    private static JsonNode json(String text) {
        return Json.parse(text, JsonNode.class, "test");
    }
}
