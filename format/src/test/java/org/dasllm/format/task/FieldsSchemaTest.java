package org.dasllm.format.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FieldsSchemaTest {
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
    void nestingIsBounded() {
        String deep = "{\"a\":".repeat(20) + "\"string\"" + "}".repeat(20);

        assertThatThrownBy(() -> FieldsSchema.of(json(deep), "f")).hasMessageContaining("deeper than 10 levels");
    }

    private static JsonNode json(String text) {
        return Json.parse(text, JsonNode.class, "test");
    }
}
