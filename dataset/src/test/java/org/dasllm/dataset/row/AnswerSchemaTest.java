package org.dasllm.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerSchemaTest {
    private static final AnswerSchema FIELDS =
            schema(Task.ofListedValues(Map.of("intent", List.of("refund", "card"), "urgency", List.of("low", "high"))));
    private static final AnswerSchema TYPED = schema(
            Task.ofListedValues(Map.of("v", List.of("True", "true", "false", "1", "2.5", "2020", "-1", "0", "low"))));
    private static final CharacterLimits LIMITS = new CharacterLimits(3, 40);

    private static AnswerSchema schema(Task task) {
        return AnswerSchema.of(Optional.of(task));
    }

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
        AnswerOutcome a = FIELDS.judge("{\"urgency\": \"low\", \"intent\":\"card\"}");
        AnswerOutcome b = FIELDS.judge(" {\"intent\":\"card\",\"urgency\":\"low\"}\n");
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
        AnswerOutcome judgement = TYPED.judge("{\"v\": " + value + "}");
        assertThat(judgement.rejection()).isNull();
        assertThat(judgement.labels()).isEqualTo(Map.of("v", label));
        assertThat(judgement.canonical()).isEqualTo("{\"v\":" + (label.equals("low") ? "\"low\"" : label) + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "null; 'null'",
                "[1]; '[1]'",
                "[]; '[]'",
                "{}; '{}'",
                "3; '3'",
                "1.01; '1.01'",
                "1e99999; '1E+99999'",
                "`\"\"`; '\"\"'",
                "`\" low\"`; '\" low\"'",
                "`\"1.0\"`; '\"1.0\"'",
            })
    void anyOtherValueIsRefusedWithWhatItIs(String value, String detail) {
        Rejection rejection = TYPED.judge("{\"v\": " + value + "}").rejection();
        assertThat(rejection).isNotNull();
        assertThat(rejection.reason()).isEqualTo(CheckAnswer.UNKNOWN_VALUE);
        assertThat(rejection.detail())
                .startsWith("/v must be one of \"True\", true")
                .endsWith(", and is " + detail);
    }

    @Test
    void plainLabelsAreExactButForSpaceAround() {
        AnswerSchema labels = schema(Task.ofLabels(List.of("refund", "card")));
        assertThat(labels.judge(" card\n").labels()).isEqualTo(Map.of("label", "card"));
        assertThat(reason("Card", labels)).isEqualTo("answer-unknown-value");
    }

    @Test
    void anyLabelIsOneLine() {
        AnswerSchema labels = schema(Task.ofLabels(List.of()));
        assertThat(labels.judge(" card arrival\n").labels()).isEqualTo(Map.of("label", "card arrival"));
        assertThat(reason("card\nor loan", labels)).isEqualTo("answer-unknown-value");
    }

    @Test
    void anyJsonIsAnObjectOrAList() {
        AnswerSchema json = schema(Task.ofAnyJson());
        assertThat(json.judge("[1.0, {\"b\": 2, \"a\": 1}]").canonical()).isEqualTo("[1,{\"a\":1,\"b\":2}]");
        assertThat(reason("{\"a\": \"x\"}", json)).isNull();
        assertThat(reason("\"x\"", json)).isEqualTo("answer-not-json");
        assertThat(reason("1234", json)).isEqualTo("answer-not-json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // Of several faults the first field's is reported, and fields that should not be there come last.
                "{\"a\":1,\"b\":\"x\",\"z\":0}; answer-missing-field; the value lacks 'c'",
                "{\"a\":\"1\",\"b\":\"y\",\"c\":[]}; answer-not-by-schema; `/a must be a whole number, not a string, and is '\"1\"'`",
                "{\"a\":1,\"b\":\"y\",\"c\":[],\"A\":1}; answer-unknown-value; `/b must be one of \"x\", and is '\"y\"'`",
                "{\"a\":1,\"b\":\"x\",\"c\":[\"t\",2]}; answer-not-by-schema; `/c/1 must be a string, not a number, and is '2'`",
                "{\"a\":1,\"b\":\"x\",\"c\":[],\"z\":1}; answer-unknown-field; the value may not have 'z'",
                "[]; answer-not-json; `the value must be an object, not a list`",
            })
    void anAnswerThatIsNotByItsSchemaIsRefusedForOneReason(String answer, String code, String detail) {
        AnswerSchema schema = schema(CurateConfigs.task(
                "{\"kind\":\"json\",\"fields\":{\"c\":{\"list_of\":\"string\"},\"b\":[\"x\"],\"a\":\"integer\"}}"));
        Rejection rejection = schema.judge(answer).rejection();
        assertThat(rejection).isNotNull();
        assertThat(rejection.reason().code()).isEqualTo(code);
        assertThat(rejection.detail()).isEqualTo(detail);
    }

    @Test
    void whatTravelsToAnExecutorJudgesTheSameThere() throws Exception {
        Task task = CurateConfigs.task("{\"kind\":\"json\",\"schema\":{\"properties\":{\"a\":{\"multipleOf\":0.1}}}}");
        for (AnswerSchema schema :
                List.of(schema(task), FIELDS, schema(Task.ofLabels(List.of("x"))), schema(Task.ofText()))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(schema);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                AnswerSchema there = (AnswerSchema) in.readObject();
                for (String answer : List.of("{\"a\":0.3}", "{\"a\":0.31}", "{\"intent\":\"card\"}", "x", "y")) {
                    assertThat(there.judge(answer)).as(answer).isEqualTo(schema.judge(answer));
                }
            }
        }
        assertThat(schema(task).judge("{\"a\":0.3}").rejection()).isNull();
        assertThat(schema(task).judge("{\"a\":0.31}").rejection()).isNotNull();
    }

    @Test
    void callsNameATaskToolAndKeepToItsSchema() {
        AnswerSchema calls =
                schema(CurateConfigs.task("{\"kind\":\"tool_call\",\"tools\":[{\"name\":\"pay\",\"parameters\":"
                        + "{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\"},\"cents\":{\"type\":\"integer\",\"minimum\":1}},"
                        + "\"required\":[\"to\"],\"additionalProperties\":false}},{\"name\":\"stop\"}]}"));
        AnswerOutcome allowed = calls.judge("{\"content\":null,\"tool_calls\":[{\"name\":\"stop\",\"arguments\":{}},"
                + "{\"function\":{\"name\":\"pay\",\"arguments\":\"{\\\"to\\\": \\\"a\\\"}\"}}]}");
        assertThat(allowed.rejection()).isNull();
        assertThat(allowed.labels()).containsEntry("tool", "pay+stop");
        assertThat(allowed.canonical())
                .isEqualTo("{\"tool_calls\":[{\"arguments\":{},\"name\":\"stop\"},"
                        + "{\"arguments\":{\"to\":\"a\"},\"name\":\"pay\"}]}");
        assertThat(reasonOfCall(calls, "pay", "{}")).isEqualTo("answer-missing-field");
        assertThat(reasonOfCall(calls, "pay", "{\"to\":\"a\",\"cents\":0}")).isEqualTo("answer-not-by-schema");
        assertThat(reasonOfCall(calls, "pay", "{\"to\":\"a\",\"note\":1}")).isEqualTo("answer-unknown-field");
        assertThat(reasonOfCall(calls, "fly", "{}")).isEqualTo("answer-unknown-value");
        assertThat(reasonOfCall(calls, "pay", "\"{\"")).isEqualTo("answer-not-json");
        assertThat(reason("I cannot do that for you.", calls)).isEqualTo("answer-not-json");
    }

    private static @Nullable String reasonOfCall(AnswerSchema calls, String name, String arguments) {
        Rejection rejection = calls.judge(
                        "{\"tool_calls\":[{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}]}")
                .rejection();
        return rejection == null ? null : rejection.reason().code();
    }

    @Test
    void freeTextHasOnlyItsLengthToKeep() {
        assertThat(reason("ab", new FreeText())).isEqualTo("completion-too-short");
        assertThat(reason("abc", new FreeText())).isNull();
        assertThat(reason("a".repeat(41), new FreeText())).isEqualTo("completion-too-long");
    }
}
