package org.dasllm.format.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerTokenTest {
    @Test
    void bytesThatTheTextSaysAreLeftOut() {
        AnswerToken token = new AnswerToken(
                " \u00fc",
                List.of(32, 0xc3, 0xbc),
                List.of(
                        new AnswerToken.Alternative("a", List.of(97), -15.833443f),
                        new AnswerToken.Alternative("b", null, -1e-5f)));

        assertThat(Json.line(token)).isEqualTo("{\"text\":\" \u00fc\",\"top\":[[\"a\",-15.833443],[\"b\",-1.0E-5]]}");
        assertThat(Json.parse(Json.line(token), AnswerToken.class, "a test")).isEqualTo(token);
    }

    @Test
    void bytesThatTheTextDoesNotSayAreKept() {
        AnswerToken part = new AnswerToken(
                "\ufffd", List.of(0xc3), List.of(new AnswerToken.Alternative("\ufffd", List.of(0xbc), -1)));
        AnswerToken character = new AnswerToken("\ufffd", List.of(0xef, 0xbf, 0xbd), List.of());
        AnswerToken other = new AnswerToken("a", List.of(98), List.of());

        assertThat(part.bytes()).containsExactly(0xc3);
        // The text alone would not say whether it is this character or a part of another one.
        assertThat(character.bytes()).containsExactly(0xef, 0xbf, 0xbd);
        assertThat(other.bytes()).containsExactly(98);
        assertThat(Json.parse(Json.line(part), AnswerToken.class, "a test")).isEqualTo(part);
    }

    @Test
    void filesWithEveryByteAndAllDigitsAreRead() {
        String before = "{\"text\":\"x\",\"bytes\":[120],\"top\":[{\"text\":\"y\",\"bytes\":[121],"
                + "\"logProbability\":-15.833442642354793}]}";

        assertThat(Json.parse(before, AnswerToken.class, "a test"))
                .isEqualTo(new AnswerToken("x", null, List.of(new AnswerToken.Alternative("y", null, -15.833443f))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "[]",
                "[\"a\"]",
                "[1,-1.5]",
                "[\"a\",\"b\"]",
                "[\"a\",-1.5,1]",
                "[\"a\",-1.5,[\"b\"]]",
                "[\"a\",-1.5,[97],1]",
                "{\"text\":\"a\"}",
                "{\"logProbability\":-1.5}",
                "{\"text\":\"a\",\"logProbability\":-1.5,\"more\":1}"
            })
    void otherAlternativesAreRefused(String alternative) {
        assertThatThrownBy(
                        () -> Json.parse("{\"text\":\"x\",\"top\":[" + alternative + "]}", AnswerToken.class, "a test"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("a test");
    }
}
