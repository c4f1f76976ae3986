package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeyTest {
    private static final String KEY = "k-3y.~!";

    private static String read(String value) {
        return ApiKey.read("DAS_KEY", Map.of("DAS_KEY", value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schlüssel",
                "clé",
                "klíč",
                "キー",
                "🔑",
                "a\tb",
                "a\nb",
                "a\r\nb",
                "a\u0000b",
                "a\u007fb",
                "\u00a0a",
                "\ufeffa"
            })
    void refusesAKeyThatNotEveryClientCanSendAndDoesNotShowIt(String key) {
        assertThatThrownBy(() -> read(key))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("DAS_KEY")
                .hasMessageContaining("not every client can send")
                .hasMessageNotContaining(key)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\t \r\n"})
    void refusesAnEmptyKey(String key) {
        assertThatThrownBy(() -> read(key))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("DAS_KEY")
                .hasMessageContaining("is empty")
                .hasMessageContaining("api_key_variable");
        assertThatThrownBy(() -> ApiKey.read("DAS_KEY", Map.of())).hasMessageContaining("not set");
    }

    @Test
    void refusesAKeyThatNoHeaderHolds() {
        assertThat(read("x".repeat(4096))).hasSize(4096);
        assertThatThrownBy(() -> read("x".repeat(4097)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("4097");
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, KEY + "\n", "  " + KEY + "\r\n", "\t" + KEY + " "})
    void takesWhatAFileEndsWithForNoPartOfIt(String value) {
        assertThat(read(value)).isEqualTo(KEY);
    }

    @Test
    void keepsBlanksWithin() {
        assertThat(read(" correct horse  battery ")).isEqualTo("correct horse  battery");
    }
}
