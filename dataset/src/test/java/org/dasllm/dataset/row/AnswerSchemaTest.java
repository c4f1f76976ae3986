package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.dataset.step.Rejection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerSchemaTest {
    private static final AnswerSchema FIELDS =
            new JsonFields(Map.of("intent", List.of("refund", "card"), "urgency", List.of("low", "high")));
    private static final AnswerSchema TYPED =
            new JsonFields(Map.of("v", List.of("True", "true", "false", "1", "2.5", "2020", "-1", "0", "low")));
    private static final CharacterLimits LIMITS = new CharacterLimits(3, 40);

    private static @Nullable String reason(@Nullable String answer, AnswerSchema schema) {
        Rejection rejection = AnswerSchema.judge(answer, schema, LIMITS).rejection();
        return rejection == null ? null : rejection.reason().code();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "answer-not-json; refund",
                "answer-not-json; [\"refund\"]",
                "answer-not-json; {\"intent\":\"refund\",\"urgency\":\"low\"} thanks",
                "answer-not-json; {\"intent\":\"refund\",\"intent\":\"card\",\"urgency\":\"low\"}",
                "answer-missing-field; {\"intent\":\"refund\"}",
                "answer-unknown-field; {\"intent\":\"refund\",\"urgency\":\"low\",\"mood\":\"sad\"}",
                "answer-unknown-value; {\"intent\":\"refund\",\"urgency\":\"very\"}",
                "answer-unknown-value; {\"intent\":[\"refund\"],\"urgency\":\"low\"}",
                "completion-too-long; {    \"intent\" : \"refund\",     \"urgency\" : \"low\"    }",
            })
    void refusesJsonThatIsNotAsAsked(String code, String answer) {
        assertThat(reason(answer, FIELDS)).isEqualTo(code);
    }

    @Test
    void absentAndBlankAnswersAreEmpty() {
        assertThat(reason(null, FIELDS)).isEqualTo("empty-completion");
        assertThat(reason(" \n", new FreeText())).isEqualTo("empty-completion");
    }

    @Test
    void equalAnswersHaveOneCanonicalText() {
        Judgement a = FIELDS.judge("{\"urgency\": \"low\", \"intent\":\"card\"}");
        Judgement b = FIELDS.judge(" {\"intent\":\"card\",\"urgency\":\"low\"}\n");
        assertThat(a).isEqualTo(b);
        assertThat(a.labels()).isEqualTo(Map.of("intent", "card", "urgency", "low"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "true; true",
                "false; false",
                "`\"true\"`; `\"true\"`",
                "1; 1",
                "1.0; 1",
                "1e0; 1",
                "100e-2; 1",
                "2.50; 2.5",
                "2020; 2020",
                "-1; -1",
                "0; 0",
                "-0.0; 0",
                "`\"1\"`; `\"1\"`",
                "`\"low\"`; low",
            })
    void aScalarIsAllowedThatIsWrittenLikeAListedValueAndItsKindStays(String value, String label) {
        Judgement judgement = TYPED.judge("{\"v\": " + value + "}");
        assertThat(judgement.rejection()).isNull();
        assertThat(judgement.labels()).isEqualTo(Map.of("v", label));
        assertThat(judgement.canonical()).isEqualTo("{\"v\":" + (label.equals("low") ? "\"low\"" : label) + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "null; field 'v' is null",
                "[1]; field 'v' is a list: '[1]'",
                "[]; field 'v' is a list: '[]'",
                "{}; field 'v' is an object: '{}'",
                "3; field 'v': '3'",
                "1.01; field 'v': '1.01'",
                "1e99999; field 'v'",
                "`\"\"`; field 'v': '\"\"'",
                "`\" low\"`; field 'v': '\" low\"'",
                "`\"1.0\"`; field 'v': '\"1.0\"'",
            })
    void anyOtherValueIsRefusedWithWhatItIs(String value, String detail) {
        Rejection rejection = TYPED.judge("{\"v\": " + value + "}").rejection();
        assertThat(rejection).isNotNull();
        assertThat(rejection.reason()).isEqualTo(CheckAnswer.UNKNOWN_VALUE);
        assertThat(rejection.detail()).startsWith(detail);
    }

    @Test
    void plainLabelsAreExactButForSpaceAround() {
        AnswerSchema labels = new PlainLabels(List.of("refund", "card"));
        assertThat(labels.judge(" card\n").labels()).isEqualTo(Map.of("label", "card"));
        assertThat(reason("Card", labels)).isEqualTo("answer-unknown-value");
    }

    @Test
    void freeTextHasOnlyItsLengthToKeep() {
        assertThat(reason("ab", new FreeText())).isEqualTo("completion-too-short");
        assertThat(reason("abc", new FreeText())).isNull();
        assertThat(reason("a".repeat(41), new FreeText())).isEqualTo("completion-too-long");
    }
}
