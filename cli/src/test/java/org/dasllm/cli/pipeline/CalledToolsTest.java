package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.dasllm.eval.tool.ToolCalls;
import org.dasllm.wire.chat.Part;
import org.junit.jupiter.api.Test;

/** Served parts of an answer as the text that is judged. */
final class CalledToolsTest {
    private static Part call(String name, String arguments) {
        return new Part.ToolCall("id", name, arguments, Optional.empty());
    }

    private static Part text(String text) {
        return new Part.Text(text);
    }

    @Test
    void callsAreWrittenAsLabelsAreWithoutTheWordsBesideThem() {
        String text = CalledTools.text(
                List.of(text("One moment."), call("pay", "{\"b\": 1, \"a\": 2.0}"), call("ask", "{}")));
        assertThat(text)
                .isEqualTo("{\"tool_calls\":[{\"name\":\"pay\",\"arguments\":{\"a\":2,\"b\":1}},"
                        + "{\"name\":\"ask\",\"arguments\":{}}]}");
        assertThat(ToolCalls.read(text))
                .hasValueSatisfying(calls -> assertThat(calls).hasSize(2));
    }

    @Test
    void argumentsThatWereCutMakeAnAnswerThatCannotBeRead() {
        String text = CalledTools.text(List.of(call("pay", "{\"desk\": \"ca")));
        assertThat(text).contains("pay").contains("ca");
        assertThat(ToolCalls.read(text)).isEmpty();
        assertThat(ToolCalls.read(CalledTools.text(List.of(call("pay", "[1]")))))
                .isEmpty();
        assertThat(ToolCalls.read(CalledTools.text(List.of(call("pay", ""))))).isEmpty();
    }

    @Test
    void wordsCallNothingAlsoWhereTheyLookLikeACall() {
        assertThat(CalledTools.text(List.of(text("I cannot.")))).isEqualTo("I cannot.");
        String spelled = "{\"name\": \"pay\", \"arguments\": {}}";
        String text = CalledTools.text(List.of(text(spelled)));
        assertThat(text).contains("pay");
        assertThat(ToolCalls.read(spelled))
                .hasValueSatisfying(calls -> assertThat(calls).hasSize(1));
        assertThat(ToolCalls.read(text))
                .hasValueSatisfying(calls -> assertThat(calls).isEmpty());
    }
}
