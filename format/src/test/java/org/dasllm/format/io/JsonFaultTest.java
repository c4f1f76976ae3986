package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Broken documents and what is said of them: plain words with a place, and nothing of the parser's own. */
class JsonFaultTest {
    /** What a user should never read: options, classes, tokens, Java's types, the parser's dialect. */
    static final Condition<String> PLAIN = new Condition<>(
            text -> !text.matches(
                    "(?s).*(FAIL_ON|ALLOW_|JsonToken|JsonReadFeature|StreamReadConstraints|Deserialization"
                            + "|CoercionConfig|fasterxml|java\\.|Creator|deserialize|coerce|close marker|Object entries|CTRL-CHAR"
                            + "|\\(code |Source: |starting at|start marker|Unrecognized|end-of-input|`|\\$|\\R).*"),
            "plain words");

    enum Tone {
        SOFT,
        LOUD
    }

    record Note(
            String id,
            int count,
            double share,
            boolean open,
            List<Message> messages,
            Map<String, String> labels,
            @Nullable Tone tone,
            @Nullable Message last) {
        Note {
            if (count < 0) {
                throw new IllegalArgumentException("count: " + count + " is below 0.");
            }
        }
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("", "line 1, column 1: it is empty"),
                Arguments.of(
                        "{", "line 1, column 2: the text ends before the object that begins at column 1 is closed"),
                Arguments.of(
                        "{\n \"a\": [1,\n 2",
                        "line 3, column 3: the text ends before the list that begins at line 2, column 7 is closed"),
                Arguments.of("{\"a\":", "line 1, column 6: the text ends inside an object"),
                Arguments.of("{\"a", "line 1, column 4: the text ends inside a key"),
                Arguments.of("[\"abc", "line 1, column 6: the text ends inside a string"),
                Arguments.of("[1,", "line 1, column 4: the text ends inside a list"),
                Arguments.of("{\"a\":1,}", "line 1, column 8: a comma stands before the '}'"),
                Arguments.of("[1,]", "line 1, column 4: a comma stands before the ']'"),
                Arguments.of("[1 2]", "line 1, column 4: '2' stands where a ',' or the end of the list is expected"),
                Arguments.of(
                        "{\"a\":1 \"b\":2}",
                        "line 1, column 8: '\"' stands where a ',' or the end of the object is expected"),
                Arguments.of("{\"a\" 1}", "line 1, column 6: '1' stands where a ':' is expected"),
                Arguments.of("{a:1}", "line 1, column 2: 'a' stands where a key in double quotes is expected"),
                Arguments.of("{'a':1}", "line 1, column 2: keys stand in straight double quotes, not in single ones"),
                Arguments.of(
                        "{\"a\":'x'}", "line 1, column 6: text stands in straight double quotes, not in single ones"),
                Arguments.of("{“a”:1}", "line 1, column 2: keys stand in straight double quotes, not in ones like “"),
                Arguments.of("{\"a\":True}", "line 1, column 6: 'True' is no value in JSON: write true"),
                Arguments.of("{\"a\":None}", "line 1, column 6: 'None' is no value in JSON: write null"),
                Arguments.of(
                        "hello world", "line 1, column 1: 'hello' is no value in JSON: text stands in double quotes"),
                Arguments.of(
                        "{\"a\":NaN}", "line 1, column 9: 'NaN' is no number in JSON: write null, or a finite number"),
                Arguments.of(
                        "[-Infinity]",
                        "line 1, column 11: '-Infinity' is no number in JSON: write null, or a finite number"),
                Arguments.of("// c\n{}", "line 1, column 1: JSON has no comments"),
                Arguments.of("# c\n{}", "line 1, column 1: JSON has no comments"),
                Arguments.of("{\"a\":01}", "line 1, column 7: a number begins with a 0 too many"),
                Arguments.of("{\"a\":+1}", "line 1, column 7: a number has no '+' before it in JSON"),
                Arguments.of("{\"a\":5.}", "line 1, column 7: a number needs a digit behind its decimal point"),
                Arguments.of("{\"a\":1e}", "line 1, column 7: a number needs a digit in its exponent"),
                Arguments.of("{\"a\":.5}", "line 1, column 6: '.' stands where a value is expected"),
                Arguments.of("{\"a\":\"x\ny\"}", "a line break stands inside a string: write it as \\n"),
                Arguments.of("{\"a\":\"x\ty\"}", "line 1, column 8: a tab stands inside a string: write it as \\t"),
                Arguments.of(
                        "[\"\u0007\"]",
                        "line 1, column 3: a control character stands inside a string: write it as \\u0007"),
                Arguments.of(
                        "{\"a\":\"C:\\xyz\"}",
                        "line 1, column 10: '\\x' is no escape in JSON: a backslash is written \\\\"),
                Arguments.of("[\"\\u12G4\"]", "line 1, column 7: behind \\u stand four digits of 0 to 9 and a to f"),
                Arguments.of("{\"a\":1,\"a\":2}", "line 1, column 11: the key 'a' is there twice"),
                Arguments.of("{\"a\":1]", "line 1, column 7: ']' cannot close the object that begins at column 1"),
                Arguments.of("{}}", "line 1, column 3: '}' closes nothing that was opened"),
                Arguments.of("{} {}", "line 1, column 4: there is text after the value"),
                Arguments.of("\uFEFF{}", "line 1, column 1: an invisible byte order mark stands before the value"),
                Arguments.of(
                        "\u00a0{}",
                        "line 1, column 1: the invisible character U+00A0 stands where a value is expected"),
                Arguments.of("<html>", "line 1, column 1: '<' stands where a value is expected"),
                Arguments.of("\u001f\u008b\b", "the control character 31 stands between the values"),
                Arguments.of("[".repeat(10_000), "line 1, column 202: it is nested more than 200 levels deep"),
                Arguments.of("[" + "9".repeat(2000) + "]", "a number is longer than 1000 digits"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void saysWhatIsWrongWithAText(String json, String said) {
        refused(json, JsonNode.class, said);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("[]", "line 1, column 1: the value must be an object, not a list"),
                Arguments.of("\"x\"", "line 1, column 1: the value must be an object, not text"),
                Arguments.of("5", "line 1, column 1: the value must be an object, not 5"),
                Arguments.of("{\"id\":{}}", "line 1, column 7: 'id' must be text, not an object"),
                Arguments.of("{\"id\":null}", "the key 'id' is null"),
                Arguments.of("{\"count\":\"many\"}", "line 1, column 10: 'count' must be a whole number, not 'many'"),
                Arguments.of("{\"count\":1.5}", "line 1, column 10: 'count' must be a whole number, not 1.5"),
                Arguments.of(
                        "{\"count\":99999999999}",
                        "'count' must lie between -2147483648 and 2147483647, not 99999999999"),
                Arguments.of(
                        "{\"count\":true}", "line 1, column 10: 'count' must be a whole number, not true or false"),
                Arguments.of("{\"share\":[]}", "line 1, column 10: 'share' must be a number, not a list"),
                Arguments.of("{\"open\":\"yes\"}", "line 1, column 9: 'open' must be true or false, not 'yes'"),
                Arguments.of("{\"messages\":{}}", "line 1, column 13: 'messages' must be a list, not an object"),
                Arguments.of(
                        "{\"messages\":[{\"role\":\"user\",\"content\":[]}]}",
                        "line 1, column 39: 'messages[0].content' must be text, not a list"),
                Arguments.of(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},\"b\"]}",
                        "line 1, column 44: 'messages[1]' must be an object, not text"),
                Arguments.of("{\"labels\":[]}", "line 1, column 11: 'labels' must be an object, not a list"),
                Arguments.of(
                        "{\"tone\":\"shrill\"}", "line 1, column 9: 'tone' must be one of SOFT, LOUD, not 'shrill'"),
                Arguments.of("{\"last\":7}", "line 1, column 9: 'last' must be an object, not 7"),
                Arguments.of("{\"id\":\"a\"}", "line 1, column 10: the key 'count' is missing"),
                Arguments.of("{\"id\":\"a\",\"count\":-1,\"share\":0,\"open\":true}", "count: -1 is below 0"),
                Arguments.of(
                        "{\"id\":\"a\",\"count\":1,\"share\":0,\"open\":true,\"nmae\":1}",
                        "unknown key 'nmae', known are count, id, labels"),
                Arguments.of("{\"messages\":[{\"role\":]", "line 1, column 22: a comma stands before the ']'"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void saysWhatIsWrongWithAValue(String json, String said) {
        refused(json, Note.class, said);
    }

    private static void refused(String json, Class<?> type, String said) {
        assertThatThrownBy(() -> Json.parse(json, type, "here"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(said)
                .message()
                .startsWith("here, line ")
                .is(PLAIN);
    }

    @Test
    void bytesAreRefusedInPlainWordsToo() {
        for (byte[] bytes : List.of(new byte[] {'"', (byte) 0xff, '"'}, new byte[] {'"', (byte) 0xe9, 'x', '"'})) {
            assertThatThrownBy(() -> Json.mapper().readTree(bytes))
                    .isInstanceOfSatisfying(
                            JsonProcessingException.class,
                            e -> assertThat(JsonFault.of(e).text())
                                    .endsWith("it is not UTF-8 text")
                                    .is(PLAIN));
        }
    }

    @Test
    void aTreeHasNoPlaces() throws JsonProcessingException {
        JsonNode tree = Json.mapper().readTree("{\"id\":\"a\",\"count\":[]}");
        assertThatThrownBy(() -> Json.mapper().treeToValue(tree, Note.class))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        e -> assertThat(JsonFault.of(e).text())
                                .isEqualTo("'count' must be a whole number, not a list"));
    }
}
