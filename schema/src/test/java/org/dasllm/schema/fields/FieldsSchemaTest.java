package org.dasllm.schema.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.schema.json.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FieldsSchemaTest {
    private static final String FIELDS = """
            {"intent": ["refund", "other"], "level": [1, 2.5], "sure": [true, null], "amount": "number", "count": "integer",
             "urgent": "boolean", "note": "string", "when": "date", "tags": {"list_of": "string"},
             "customer": {"name": "string", "ages": {"list_of": ["young", "old"]}}}""";

    private static final String ANSWER = """
            {"intent": "refund", "level": 1, "sure": null, "amount": 1.5, "count": 3, "urgent": false, "note": "",
             "when": "2026-11-28", "tags": ["a"], "customer": {"name": "x", "ages": []}}""";

    @Test
    void theSchemaOfAllForms() {
        assertThat(FieldsSchema.of(
                        json("{\"a\": [\"x\", 1], \"b\": \"date\", \"c\": {\"list_of\": \"integer\"}}"), "f"))
                .isEqualTo(json("""
                                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                                 "properties": {"a": {"enum": ["x", 1]}, "b": {"type": "string", "format": "date"},
                                                "c": {"type": "array", "items": {"type": "integer"}}},
                                 "required": ["a", "b", "c"], "additionalProperties": false}"""));
    }

    @Test
    void anAnswerThatHasAllFieldsIsValid() {
        assertThat(schema().violations(json(ANSWER))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"refund\"|\"Refund\"|/intent must be one of \"refund\", \"other\"",
                "\"level\": 1|\"level\": \"1\"|/level must be one of 1, 2.5",
                "null|false|/sure must be one of true, null",
                "1.5|\"1.5\"|/amount must be a number, not a string",
                "\"count\": 3|\"count\": 3.5|/count must be a whole number, not a number",
                "\"urgent\": false|\"urgent\": \"false\"|/urgent must be true or false, not a string",
                "\"note\": \"\"|\"note\": null|/note must be a string, not null",
                "2026-11-28|2026-11-31|/when is not of the format date",
                "2026-11-28|28.11.2026|/when is not of the format date",
                "[\"a\"]|[1]|/tags/0 must be a string, not a number",
                "[\"a\"]|\"a\"|/tags must be a list, not a string",
                "\"ages\": []|\"ages\": [\"middle\"]|/customer/ages/0 must be one of \"young\", \"old\"",
                ", \"ages\": []||/customer lacks 'ages'",
                "\"note\"|\"more\": 1, \"note\"|the value may not have 'more'"
            })
    void anAnswerThatDiffersIsNot(String from, String to, String message) {
        String answer = ANSWER.replace(from, to == null ? "" : to);

        assertThat(schema().violations(json(answer)))
                .singleElement()
                .satisfies(v -> assertThat(v.message()).isEqualTo(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{}|task.fields names no fields",
                "[]|task.fields names no fields",
                "\"string\"|task.fields names no fields",
                "{\"a\": \"text\"}|task.fields.a is 'text', which is no type. Write string, number, integer, boolean, date",
                "{\"a\": \"String\"}|task.fields.a is 'String', which is no type",
                "{\"a\": 5}|task.fields.a is 5, which is no type",
                "{\"a\": true}|task.fields.a is true, which is no type",
                "{\"a\": null}|task.fields.a is null, which is no type",
                "{\"a\": []}|task.fields.a lists 0 values",
                "{\"a\": {}}|task.fields.a names no fields",
                "{\"a\": [\"string\"]}|Write {list_of: string} for a list",
                "{\"a\": [\"date\"]}|Write {list_of: date} for a list",
                "{\"a\": [\"x\", [\"y\"]]}|task.fields.a lists something that is no plain value",
                "{\"a\": [{\"x\": 1}]}|task.fields.a lists something that is no plain value",
                "{\"a\": [\"x\", \"x\"]}|task.fields.a lists \"x\" twice",
                "{\"a\": [1, 1.0]}|task.fields.a lists 1.0 twice",
                "{\"a\": {\"list_of\": \"string\", \"b\": \"string\"}}|task.fields.a has keys beside list_of",
                "{\"a\": {\"list_of\": \"strings\"}}|task.fields.a.list_of is 'strings', which is no type",
                "{\"a\": {\"b\": {\"c\": 1}}}|task.fields.a.b.c is 1"
            })
    void whatIsUnclearIsRefusedByName(String fields, String message) {
        assertThatThrownBy(() -> FieldsSchema.of(json(fields), "task.fields"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void typesAreKeptApart() {
        JsonSchema schema = JsonSchema.compile(FieldsSchema.of(json("{\"a\": [1, \"2\", true, \"no\"]}"), "f"));

        assertThat(schema.isValid(json("{\"a\": 1}"))).isTrue();
        assertThat(schema.isValid(json("{\"a\": \"2\"}"))).isTrue();
        assertThat(schema.isValid(json("{\"a\": \"1\"}"))).isFalse();
        assertThat(schema.isValid(json("{\"a\": 2}"))).isFalse();
        assertThat(schema.isValid(json("{\"a\": \"true\"}"))).isFalse();
        assertThat(schema.isValid(json("{\"a\": false}"))).isFalse();
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"a\":".repeat(20) + "\"string\"" + "}".repeat(20);

        assertThatThrownBy(() -> FieldsSchema.of(json(deep), "f")).hasMessageContaining("deeper than 10 levels");
    }

    private static JsonSchema schema() {
        return JsonSchema.compile(FieldsSchema.of(json(FIELDS), "task.fields"));
    }

    private static JsonNode json(String text) {
        return Json.parse(text, JsonNode.class, "test");
    }
}
