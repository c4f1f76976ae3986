package org.dasllm.privacy.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dasllm.format.io.Json;
import org.dasllm.privacy.config.DetectorRegistry;
import org.dasllm.privacy.config.PrivacyConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masking and restoring is the identity, whatever the text. */
final class RoundTripTest {
    private static final Masking STANDARD = DetectorRegistry.masking(PrivacyConfig.standard());

    private static final String[] PIECES = {
        "anna@x.org",
        "+49 171 2345678",
        "0171 2345678",
        "(415) 555-2671",
        "DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "192.168.17.4",
        "2001:db8::17:a4",
        "BSN 111222333",
        "born 3.3.1985",
        "536-90-4399",
        "36574261809",
        "295109912611193",
        "RCCMNL83S18D969H",
        "54362315K",
        "131052-308T",
        "password=hunter22x",
        "\"token\": \"a8f3k29dk2\"",
        "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc",
        "Bearer a1b2c3d4e5f6g7h8",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "[PHONE_NUMBER_1]",
        "[US_SSN_1]",
        "[DATE_OF_BIRTH_1]",
        "bo+a@mail.x.co",
        "müller@例子.公司",
        "\"a b\"@x.org",
        "@",
        ".org",
        "a",
        "x.de",
        "4111111111111111",
        "5555 5555 5555 4444",
        "378282246310005",
        "４１１１１１１１１１１１１１１１",
        "4111",
        " 1111",
        "-",
        "[EMAIL_1]",
        "[EMAIL_2]",
        "[email 1]",
        "[CARD_NUMBER_1]",
        "[CARD_NUMBER_1#]",
        "\"[CARD_NUMBER_1#]\"",
        "[LITERAL_1]",
        "[LITERAL_2#]",
        "[EMAIL_",
        "EMAIL_1]",
        "[",
        "]",
        "[[",
        "_1]",
        "#]",
        "#",
        "EMAIL",
        "[CARD_NUMBER_",
        "1",
        "\"",
        "\\",
        "\\n",
        "\\\"",
        "{",
        "}",
        ":",
        ",",
        "{\"k\":",
        "\"v\"",
        "$1",
        "\n",
        "\t",
        " ",
        "\u0301",
        "e\u0301",
        "\u200D",
        "\u202E",
        "\uFEFF",
        "\uD83D\uDE00",
        "\uD83D",
        "\uDE00",
        "𝟒",
        "\0",
        "\u2028",
        "字",
        "ß",
        "İ",
        "ſ",
        "K"
    };

    @Test
    void ofAnyText() {
        Random random = new Random(20261128);
        for (int round = 0; round < 10_000; round++) {
            Placeholders sample = STANDARD.sample();
            List<String> texts = new ArrayList<>();
            List<String> masked = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                texts.add(text(random));
                masked.add(sample.mask(texts.get(texts.size() - 1)));
            }
            for (int i = 0; i < texts.size(); i++) {
                Restored restored = sample.restore(masked.get(i));
                assertThat(restored.text()).isEqualTo(texts.get(i));
                assertThat(restored.invented()).isEmpty();
            }
        }
    }

    @Test
    void ofAnyJsonWhichStillParses() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            Placeholders sample = STANDARD.sample();
            String json = Json.line(
                    List.of(text(random), 4111111111111111L, text(random), List.of(text(random)), -7, 36574261809L));
            String masked = sample.mask(json);

            assertThat(Json.parse(masked, JsonNode.class, "masked")).hasSize(6);
            assertThat(masked).doesNotContain(",4111111111111111,", ",36574261809]");
            assertThat(sample.restore(masked).text()).isEqualTo(json);
            assertThat(sample.restoreJson(masked).text()).isEqualTo(json);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "[EMAIL_1]",
                "[EMAIL_",
                "\"[",
                "anna@x.org ",
                "[ ",
                "[CARD ",
                "\\_",
                "[1,",
                "[4111111111111111,"
            })
    void aLongTextOfAnythingTakesNoLongerThanItsLength(String piece) {
        String text = piece.repeat(200_000 / piece.length());
        Placeholders sample = STANDARD.sample();

        String masked = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> sample.mask(text));
        assertThat(sample.restore(masked).text()).isEqualTo(text);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            if (random.nextInt(4) == 0) {
                text.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
            } else {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return text.toString();
    }
}
