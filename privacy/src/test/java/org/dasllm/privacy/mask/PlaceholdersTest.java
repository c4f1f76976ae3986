package org.dasllm.privacy.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dasllm.format.io.Json;
import org.dasllm.privacy.config.DetectorRegistry;
import org.dasllm.privacy.config.PrivacyConfig;
import org.dasllm.privacy.detect.Detector;
import org.dasllm.privacy.detect.EmailDetector;
import org.dasllm.privacy.detect.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlaceholdersTest {
    private static final Masking STANDARD = DetectorRegistry.masking(PrivacyConfig.standard());
    private static final String CARD = "4111111111111111";

    private final Placeholders sample = STANDARD.sample();

    @Test
    void oneValueHasOnePlaceholderInAllTextsOfASample() {
        assertThat(sample.mask("From anna@x.org to bo@x.org")).isEqualTo("From [EMAIL_1] to [EMAIL_2]");
        assertThat(sample.mask("bo@x.org, anna@x.org and cy@x.org")).isEqualTo("[EMAIL_2], [EMAIL_1] and [EMAIL_3]");
        assertThat(sample.mask("Card " + CARD)).isEqualTo("Card [CARD_NUMBER_1]");
        assertThat(sample.counts()).isEqualTo(Map.of("EMAIL", 3, "CARD_NUMBER", 1));
    }

    @Test
    void anotherSampleCountsAnew() {
        sample.mask("anna@x.org");

        assertThat(STANDARD.sample().mask("bo@x.org")).isEqualTo("[EMAIL_1]");
    }

    @Test
    void anotherWritingIsAnotherValueSinceRestoringIsExact() {
        assertThat(sample.mask("anna@x.org Anna@x.org")).isEqualTo("[EMAIL_1] [EMAIL_2]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wrote to [EMAIL_1].|Wrote to anna@x.org.",
                "[EMAIL_1] and [EMAIL_1]|anna@x.org and anna@x.org",
                "nothing|nothing",
                "[email_1] [Email_1] [eMAIL_1]|anna@x.org anna@x.org anna@x.org",
                "[EMAIL 1] [Email-1] [ EMAIL_1 ]|anna@x.org anna@x.org anna@x.org",
                "[EMAIL\\_1] [EMAIL_01]|anna@x.org anna@x.org",
                "[CARD NUMBER 1] [Card-Number-1]|4111111111111111 4111111111111111",
                "[CARD\\_NUMBER\\_1] [CARD_NUMBER_1#]|4111111111111111 4111111111111111",
                "\"[EMAIL_1]\"|\"anna@x.org\"",
                "\"[CARD_NUMBER_1#]\"|4111111111111111",
                "[[EMAIL_1]](mailto:[EMAIL_1])|[anna@x.org](mailto:anna@x.org)",
                "[EMAIL_1[EMAIL_1]|[EMAIL_1anna@x.org",
                "$1 \\ [EMAIL_1]|$1 \\ anna@x.org"
            })
    void restoresWhatModelsMakeOfAPlaceholder(String answer, String restored) {
        sample.mask("anna@x.org " + CARD);

        assertThat(sample.restore(answer).text()).isEqualTo(restored);
        assertThat(sample.restore(answer).invented()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[EMAIL_2]", "[email_2]", "[EMAIL_0]", "[EMAIL_999999]", "[CARD_NUMBER_7]", "[LITERAL_1]"})
    void leavesAndReportsWhatTheModelInvented(String placeholder) {
        sample.mask("anna@x.org " + CARD);
        Restored restored = sample.restore("a [EMAIL_1] b " + placeholder);

        assertThat(restored.text()).isEqualTo("a anna@x.org b " + placeholder);
        assertThat(restored.used()).containsExactly("[EMAIL_1]");
        assertThat(restored.invented()).containsExactly(placeholder.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EMAIL_1",
                "[EMAIL]",
                "[EMAIL_]",
                "[EMAIL_1",
                "EMAIL_1]",
                "[EMAIL_x]",
                "[Figure_1]",
                "[1]",
                "[EMAIL_1234567]",
                "[EMAILS_1]"
            })
    void leavesWhatIsNoPlaceholder(String text) {
        sample.mask("anna@x.org");

        assertThat(sample.restore(text).text()).isEqualTo(text);
        assertThat(sample.restore(text).invented()).isEmpty();
        assertThat(STANDARD.sample().mask(text)).isEqualTo(text);
    }

    @Test
    void aTextThatLooksLikeAPlaceholderIsNotConfusedWithOne() {
        String masked = sample.mask("Use [EMAIL_1] for anna@x.org, [email 1] and [LITERAL_1]");

        assertThat(masked).isEqualTo("Use [LITERAL_1] for [EMAIL_1], [LITERAL_2] and [LITERAL_3]");
        assertThat(sample.restore(masked).text()).isEqualTo("Use [EMAIL_1] for anna@x.org, [email 1] and [LITERAL_1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to\":\"anna@x.org\",\"cc\":[\"bo@x.org\"]}",
                "{\"card\":4111111111111111}",
                "{\"card\":-4111111111111111,\"n\":1}",
                "[4111111111111111, \"4111111111111111\", 5555555555554444]",
                " {\"a\":\"line\\nanna@x.org\\tend\"}",
                "{\"a\":\"\\u00e4anna@x.org\"}",
                "{\"anna@x.org\":{\"b\":\"[EMAIL_1]\"}}",
                "{\"a\":\"[CARD_NUMBER_1#]\",\"b\":4111111111111111}",
                "{\"a\":\"C:\\\\nanna@x.org\"}",
                "{\"a\":\"\\\"x\\\"@y.org\"}"
            })
    void maskedJsonStillParsesAndComesBack(String json) {
        String masked = sample.mask(json);

        JsonNode parsed = Json.parse(masked, JsonNode.class, "masked");
        assertThat(parsed.isContainerNode()).isTrue();
        assertThat(masked).doesNotContain("anna@", CARD);
        assertThat(sample.restore(masked).text()).isEqualTo(json);
        assertThat(sample.restoreJson(masked).text()).isEqualTo(json);
    }

    @Test
    void severalJsonValuesAreJsonToo() {
        assertThat(sample.mask("{\"card\":4111111111111111}\n{\"card\":4111111111111111}\n"))
                .isEqualTo("{\"card\":\"[CARD_NUMBER_1#]\"}\n{\"card\":\"[CARD_NUMBER_1#]\"}\n");
    }

    @Test
    void aNumberInProseHasNoQuotes() {
        assertThat(sample.mask("{card: 4111111111111111}")).isEqualTo("{card: [CARD_NUMBER_1]}");
    }

    @Test
    void aValueWithQuotesIsEscapedInJsonOnly() {
        sample.mask("\"anna b\"@x.org");

        assertThat(sample.restoreJson("{\"to\":\"[EMAIL_1]\"}").text()).isEqualTo("{\"to\":\"\\\"anna b\\\"@x.org\"}");
        assertThat(sample.restore("To [EMAIL_1]").text()).isEqualTo("To \"anna b\"@x.org");
    }

    @Test
    void theMaskedPromptsAnswerIsRestored() {
        String prompt = sample.mask("Reply to anna@x.org about card " + CARD);
        String answer = prompt.replace("Reply to", "Dear customer");

        assertThat(sample.restore(answer).text()).isEqualTo("Dear customer anna@x.org about card " + CARD);
    }

    @Test
    void noStringOfAnyObjectHoldsAValue() {
        String masked = sample.mask("anna@x.org " + CARD);

        assertThat(sample.toString()).isEqualTo("placeholders {CARD_NUMBER=1, EMAIL=1}");
        assertThat(sample.restore(masked).toString()).doesNotContain("anna", CARD);
        assertThat(STANDARD.find("anna@x.org").toString()).doesNotContain("anna");
    }

    @Test
    void detectorsAreNamedWithTheirVersions() {
        assertThat(STANDARD.detectors()).contains("email 1", "card_number 1", "phone_number 1, libphonenumber 9.0.43");
        assertThat(new Masking(List.of(new EmailDetector())).sample().mask("a@b.de " + CARD))
                .isEqualTo("[EMAIL_1] " + CARD);
    }

    @Test
    void aDetectorMayNotGiveWhatItDidNotDeclare() {
        Masking masking = new Masking(List.of(detector(Set.of("NAME"), new Finding("OTHER", 0, 1, "rule"))));
        Masking tooLong = new Masking(List.of(detector(Set.of("NAME"), new Finding("NAME", 0, 9, "rule"))));

        assertThatThrownBy(() -> masking.sample().mask("text")).hasMessageContaining("fake");
        assertThatThrownBy(() -> tooLong.sample().mask("text")).hasMessageContaining("fake");
        assertThatThrownBy(() -> new Masking(List.of(detector(Set.of("LITERAL"), new Finding("LITERAL", 0, 1, "r")))))
                .hasMessageContaining("LITERAL");
    }

    private static Detector detector(Set<String> kinds, Finding finding) {
        return new Detector() {
            @Override
            public String name() {
                return "fake";
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public Set<String> kinds() {
                return kinds;
            }

            @Override
            public List<Finding> find(String text) {
                return List.of(finding);
            }
        };
    }
}
