package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFaultTest {
    private record Settings(int rank, double rate, boolean on, String name, Map<String, Integer> more) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\": NaN} | NaN is not a value of JSON; write null, or a text in quotes",
                "{\"a\": Infinity} | Infinity is not a value of JSON",
                "{\"a\": -Infinity} | -Infinity is not a value of JSON",
                "[1, -INF] | -INF is not a value of JSON",
                "{\"a\": None} | None is Python, not JSON",
                "{\"a\": True} | True is Python, not JSON",
                "{\"a\": fraud} | 'fraud' is not a value of JSON; texts stand in double quotes",
                "{'a': 1} | texts and keys stand in double quotes, not in single ones",
                "{\"a\": 'x'} | texts and keys stand in double quotes, not in single ones",
                "{\"a\": 007} | a number does not begin with 0",
                "{\"a\": +7} | a number does not begin with +",
                "{\"a\": 1, \"a\": 2} | the key 'a' is given twice",
                "{\"a\": 1} {\"a\": 2} | there is text after the value",
                "{\"a\": 1 | the text ends before its value does",
                "{\"a\": \"x | the text ends before its value does",
                "[1, 2 | the text ends before its value does",
                "{\"a\": \"x\ty\"} | a text holds the control character 9",
                "{\"a\": 1} // yes | there is a comment, which JSON does not have",
                "{\"a\": 1,} | was expecting double-quote",
            })
    void aBrokenTextIsSaidInWordsOfJson(String json, String reason) {
        refused(json, JsonNode.class, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"rank\": 1.5} | 'rank' must be a whole number",
                "{\"rank\": null} | 'rank' must be a whole number",
                "{\"rank\": \"x\"} | 'rank' must be a whole number",
                "{\"rank\": 99999999999} | Numeric value (99999999999) out of range",
                "{\"rank\": 1, \"rate\": []} | 'rate' must be a number",
                "{\"rank\": 1, \"rate\": 2, \"on\": \"maybe\"} | 'on' must be true or false",
                "{\"rank\": 1, \"rate\": 2, \"on\": true, \"name\": {}} | 'name' must be a text",
                "{\"rank\": 1, \"rate\": 2, \"on\": true, \"name\": \"x\", \"more\": 3} | 'more' must be an object",
                "{\"rank\": 1, \"rate\": 2, \"on\": true, \"name\": \"x\", \"more\": {\"a\": 1.5}} | 'more.a' must be a whole number",
                "{\"rank\": 1, \"rate\": 2, \"on\": true} | the key 'name' is missing",
                "[] | the value must be an object",
                "3 | the value must be an object",
            })
    void aWrongTypeNamesNoOptionOfTheLibrary(String json, String reason) {
        refused(json, Settings.class, reason);
    }

    private static void refused(String json, Class<?> type, String reason) {
        assertThatThrownBy(() -> Json.parse(json, type, "here"))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith("here, line 1: ")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain(
                        "Feature", "Config", "Constraints", "`", "com.fasterxml", "java.", "org.dasllm", "enable");
    }
}
