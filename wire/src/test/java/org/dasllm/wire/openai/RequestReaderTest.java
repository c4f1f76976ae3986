package org.dasllm.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.RequestRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the error of a refused request says: what was expected, and what came, which is something else. */
final class RequestReaderTest {
    private static final String HEAD = "{\"model\": \"m\", ";
    private static final String MESSAGES = "\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]";

    private static ChatRequest parse(String more) {
        String body = HEAD + (more.contains("messages") ? more : MESSAGES + ", " + more) + "}";
        return RequestReader.read(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'max_tokens': 1e3               | expected an integer, without a point or an exponent, but got the decimal number 1000.0",
                "'max_tokens': 100.0             | expected an integer, without a point or an exponent, but got the decimal number 100.0",
                "'max_tokens': 1.5               | but got the decimal number 1.5",
                "'max_tokens': '100'             | without a point or an exponent, but got a string",
                "'max_tokens': true              | but got a boolean",
                "'max_tokens': 3000000000        | 'max_tokens': 3000000000 is not from 1 to 2147483647",
                "'max_tokens': 99999999999999999999 | 'max_tokens': 99999999999999999999 is not from 1 to 2147483647",
                "'max_tokens': 0                 | 'max_tokens': 0 is not from 1 to 2147483647",
                "'max_completion_tokens': -1     | 'max_completion_tokens': -1 is not from 1 to",
                "'seed': 9223372036854775808     | 'seed': 9223372036854775808 is not from -9223372036854775808 to 9223372036854775807",
                "'seed': -99999999999999999999   | 'seed': -99999999999999999999 is not from",
                "'seed': 1e30                    | but got the decimal number 1.0E30",
                "'seed': {}                      | but got an object",
                "'n': 1.0                        | but got the decimal number 1.0",
                "'top_logprobs': 2147483648      | 'top_logprobs': 2147483648 is not from 0 to 20",
                "'temperature': 1e999            | a number beyond all that can be computed with is not from 0 to 2",
                "'temperature': -1e999           | a number beyond all that can be computed with is not from 0 to 2",
                "'temperature': 99999999999999999999999 | 99999999999999999999999 is not from 0 to 2",
                "'temperature': 'NaN'            | expected a number, but got a string",
                "'temperature': false            | expected a number, but got a boolean",
                "'top_p': [1]                    | expected a number, but got an array",
                "'stream': 1                     | expected a boolean, but got the integer 1",
                "'stream': 0.0                   | expected a boolean, but got the decimal number 0.0",
                "'stream': 'true'                | expected a boolean, but got a string",
                "'logprobs': 1                   | expected a boolean, but got the integer 1",
                "'stop': [1]                     | expected strings in its array, but got the integer 1",
                "'stop': [['a']]                 | expected strings in its array, but got an array",
                "'stop': 5                       | expected a string or an array of strings, but got the integer 5",
                "'stop': {}                      | expected a string or an array of strings, but got an object",
                "'response_format': 'text'       | 'response_format': expected an object, but got a string",
                "'response_format': {'type': 1}  | 'response_format.type': expected a string, but got the integer 1",
                "'response_format': {}           | Missing required parameter: 'response_format.type'",
                "'tools': true                   | 'tools': expected an array, but got a boolean",
                "'tools': {}                     | 'tools': expected an array, but got an object",
                "'logit_bias': []                | 'logit_bias': expected an object, but got an array",
                "'stream': true, 'stream_options': {'include_usage': 1} | 'stream_options.include_usage': expected a boolean, but got the integer 1",
                "'messages': 'x'                 | expected an array of objects, but got a string",
                "'messages': [1]                 | 'messages[0]': expected an object, but got the integer 1",
                "'messages': [{'role': 1, 'content': 'x'}]  | 'messages[0].role': expected a string, but got the integer 1",
                "'messages': [{'role': 'user', 'content': 1}] | expected a string or an array of parts, but got the integer 1",
                "'messages': [{'role': 'user', 'content': ['x']}] | 'messages[0].content[0]': expected an object, but got a string",
                "'messages': [{'role': 'user', 'content': [{'type': 1}]}] | 'messages[0].content[0].type': expected a string, but got the integer 1",
                "'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 1}]}] | 'messages[0].content[0].text': expected a string, but got the integer 1",
            })
    void tellsWhatCameApartFromWhatWasExpected(String more, String said) {
        assertThatThrownBy(() -> parse(more.replace('\'', '"')))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining(said);
    }

    @Test
    void cutsANumberOfManyDigits() {
        assertThatThrownBy(() -> parse("\"seed\": " + "9".repeat(900)))
                .hasMessageContaining("9".repeat(40) + "…")
                .hasMessageNotContaining("9".repeat(41));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "\"x\"",
                "{",
                "{\"a\": ",
                "{\"a\": 1, \"a\": 2}",
                "{} {}",
                "{\"a\": NaN}",
                "{\"a\": -Infinity}",
                "{\"a\": 01}",
                "{\"a\": 1,}",
                "{'a': 1}",
                "{\"a\": \"\n\"}",
                "{\"a\": \"\\x\"}",
                "{\"a\": tru}",
                "{\"a\" 1}",
                "data: {}"
            })
    void saysWhatIsWrongWithABrokenBodyInWordsOfItsOwn(String body) {
        assertPlain(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void saysSoOfBodiesThatAreTooMuchOrNoText() {
        assertPlain("[".repeat(1000).getBytes(StandardCharsets.UTF_8));
        assertPlain(("{\"a\": " + "9".repeat(2000) + "}").getBytes(StandardCharsets.UTF_8));
        assertPlain(("{\"" + "n".repeat(60_000) + "\": 1}").getBytes(StandardCharsets.UTF_8));
        assertPlain(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        assertPlain(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
    }

    private static void assertPlain(byte[] body) {
        assertThatThrownBy(() -> RequestReader.read(body))
                .isInstanceOf(RequestRefused.class)
                .hasMessageStartingWith("The body of the request is not a valid JSON object: ")
                .hasMessageEndingWith(".")
                .satisfies(refused -> assertThat(refused.getMessage())
                        .doesNotContain(
                                "`", "Feature", "Constraints", "com.fasterxml", "JsonNode", "Source", "VALUE_", "\n"));
    }

    @Test
    void anObjectWithoutWhiteSpaceIsBoth() {
        String asked = "\"structured_outputs\": {\"json_object\": true";
        assertThat(parse(asked + "}").format()).isEqualTo(new AnswerFormat.JsonObject());
        assertThat(parse(asked + ", \"disable_any_whitespace\": true}").format())
                .isInstanceOfSatisfying(AnswerFormat.JsonSchema.class, format -> {
                    assertThat(format.compact()).isTrue();
                    assertThat(format.schema()).hasToString("Optional[{\"type\":\"object\"}]");
                });
    }
}
