package org.dasllm.harvest.label;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallLabelTest {
    private static Label label(String finish, @Nullable String message) {
        JsonNode node = message == null ? null : Json.parse(message.replace('\'', '"'), JsonNode.class, "a message");
        return CallLabel.of(new JournalLine.Answer(
                "h", 1, "2026-11-23T00:00:00Z", 5, "words", finish, null, null, null, null, node, null, null));
    }

    private static String call(String name, String arguments) {
        return "{'id':'1','type':'function','function':{'name':'" + name + "','arguments':" + arguments + "}}";
    }

    @Test
    void equalCallsAreEqualLabels() {
        String one = "{'tool_calls':[" + call("pay", "'{\\'b\\': 1.50, \\'a\\' : \\'x\\'}'") + "]}";
        String other = "{'content':'I pay.','tool_calls':[" + call("pay", "{'a':'x','b':1.5}") + "]}";
        assertThat(label("tool_calls", one).text())
                .isEqualTo("{\"tool_calls\":[{\"name\":\"pay\",\"arguments\":{\"a\":\"x\",\"b\":1.5}}]}");
        // OpenAI's word where one tool is prescribed.
        assertThat(label("stop", other)).isEqualTo(label("tool_calls", one));
    }

    @Test
    void severalCallsAreAListInTheirOrder() {
        String two = "{'tool_calls':[" + call("wait", "''") + "," + call("pay", "'{}'") + "]}";
        assertThat(label("tool_use", two).text())
                .isEqualTo(
                        "{\"tool_calls\":[{\"name\":\"wait\",\"arguments\":{}},{\"name\":\"pay\",\"arguments\":{}}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "stop | | the teacher answered in words instead of calling a tool",
                "tool_calls | {'tool_calls':[]} | the teacher answered in words instead of calling a tool",
                "length | {'tool_calls':[{'function':{'name':'pay','arguments':'{'}}]} | the answer was cut off at max_tokens",
                "content_filter | {'tool_calls':[{'function':{'name':'pay','arguments':'{}'}}]}"
                        + " | the answer was stopped by the teacher's content filter",
                "tool_calls | {'tool_calls':[{'function':{'name':'pay','arguments':'soon'}}]}"
                        + " | the arguments of the teacher's call are no JSON object",
                "tool_calls | {'tool_calls':[{'function':{'name':'pay','arguments':'[1]'}}]}"
                        + " | the arguments of the teacher's call are no JSON object"
            })
    void whatIsNoWholeCallIsNoLabel(String finish, @Nullable String message, String fault) {
        assertThat(label(finish, message).fault()).contains(fault);
    }
}
