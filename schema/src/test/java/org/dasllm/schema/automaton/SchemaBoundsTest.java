package org.dasllm.schema.automaton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.schema.json.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Schemas that would fill the memory or never end are refused by a count; others are not misread. */
@Timeout(120)
final class SchemaBoundsTest {
    private static OutputGrammar grammar(Consumer<ObjectNode> schema) {
        ObjectNode node = Json.mapper().createObjectNode();
        schema.accept(node);
        return OutputGrammar.of(JsonSchema.compile(node));
    }

    private static boolean accepts(OutputGrammar grammar, String text) {
        return grammar.start()
                .next(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .accepts();
    }

    private static OutputGrammar pattern(String pattern) {
        return grammar(node -> node.put("type", "string").put("pattern", pattern));
    }

    private static void refused(Consumer<ObjectNode> schema, String... words) {
        assertThatThrownBy(() -> grammar(schema))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void repeatedNothingIsNothing() {
        assertThat(accepts(pattern("^(?:(?:){0,100000}){0,100000}b$"), "'b'")).isTrue();
        assertThat(accepts(pattern("^(?:(?:a{0}|){0,100000}|(?:)){3}b$"), "'b'"))
                .isTrue();
    }

    @Test
    void stepsOfOneExpressionAreCounted() {
        refused(
                node -> node.put("type", "string").put("pattern", "^(a{0,300}){0,100}$"),
                "at /pattern",
                "more than 50000000 steps");
    }

    @Test
    void stepsOfAllExpressionsAreCounted() {
        refused(
                node -> {
                    ObjectNode properties = node.put("type", "object").putObject("properties");
                    for (int i = 0; i < 40; i++) {
                        properties
                                .putObject("p" + i)
                                .put("type", "string")
                                .put("pattern", "^(?:a?){1500}b{" + i + "}$");
                    }
                },
                "/pattern",
                "100000000 steps together");
    }

    @Test
    void equalRecursiveAlternativesAreComparedOnce() {
        refused(
                node -> {
                    ObjectNode type = node.putObject("$defs").putObject("t").put("type", "object");
                    ObjectNode properties = type.putObject("properties");
                    ArrayNode required = type.putArray("required");
                    for (int i = 0; i < 100; i++) {
                        properties.putObject("p" + i).put("$ref", "#/$defs/t");
                        required.add("p" + i);
                    }
                    ArrayNode alternatives = node.putArray("oneOf");
                    alternatives.addObject().put("$ref", "#/$defs/t");
                    alternatives.addObject().put("$ref", "#/$defs/t");
                },
                "at /oneOf",
                "both");
    }

    @Test
    void nestedValuesAreComparedOnce() {
        refused(
                node -> {
                    ObjectNode type = node.putObject("$defs").putObject("t");
                    ArrayNode alternatives = type.putArray("anyOf");
                    for (int i = 0; i < 100; i++) {
                        alternatives
                                .addObject()
                                .put("type", "array")
                                .put("maxItems", 10 + i)
                                .putObject("items")
                                .put("$ref", "#/$defs/t");
                    }
                    node.put("$ref", "#/$defs/t");
                    ArrayNode value = node.putArray("enum").addArray();
                    for (int depth = 0; depth < 8; depth++) {
                        value = value.addArray();
                    }
                    value.add(1);
                },
                "no value");
    }

    @Test
    void longListsMeetInLinearTime() {
        OutputGrammar grammar = grammar(node -> {
            ArrayNode all = node.putArray("allOf");
            ArrayNode first = all.addObject().putArray("enum");
            ArrayNode second = all.addObject().putArray("enum");
            for (int i = 0; i < 40_000; i++) {
                first.add(i);
                second.add(39_000 + i);
            }
        });
        assertThat(accepts(grammar, "39500")).isTrue();
        assertThat(accepts(grammar, "38999")).isFalse();
    }

    @Test
    void statesOfWholeSchemaAreCounted() {
        refused(
                node -> {
                    ObjectNode properties = node.put("type", "object").putObject("properties");
                    for (int i = 0; i < 60; i++) {
                        properties.putObject("p" + i).put("type", "string").put("maxLength", 19_900 + i);
                    }
                },
                "/maxLength",
                "1000000 states");
    }

    @Test
    void equalLengthsAreCountedOnce() {
        OutputGrammar grammar = grammar(node -> {
            ObjectNode properties = node.put("type", "object").putObject("properties");
            for (int i = 0; i < 60; i++) {
                properties.putObject("p" + i).put("type", "string").put("maxLength", 19_900);
            }
        });
        assertThat(accepts(grammar, "{'p7':'x'}")).isTrue();
    }

    @Test
    void rangesOfHalfSurrogatesAreRanges() {
        refused(node -> node.put("type", "string").put("pattern", "^[\\ud800-\\udbff][\\udc00-\\udfff]$"), "no value");
        OutputGrammar others = pattern("^[^\\u0000-\\u0008\\ud800-\\udfff]$");
        assertThat(accepts(others, "'-'")).isTrue();
        assertThat(accepts(others, "'\\u0001'")).isFalse();
        assertThat(accepts(pattern("^[\\d-z]$"), "'-'")).isTrue();
    }

    @Test
    void namesThatCannotBeWrittenAreImpossible() {
        OutputGrammar grammar = grammar(node -> node.put("type", "object")
                .put("additionalProperties", false)
                .putObject("properties")
                .putObject("\ud800"));
        assertThat(accepts(grammar, "{}")).isTrue();
        assertThat(accepts(grammar, "{'?':1}")).isFalse();
        refused(node -> node.put("type", "object").putArray("required").add("a\udc00"), "at /required", "half");
    }

    @Test
    void uniqueItemsAreRefusedWhateverTheLimit() {
        refused(
                node -> node.put("type", "array").put("uniqueItems", true).put("maxItems", 4_294_967_297L),
                "at /uniqueItems");
    }

    @Test
    void zeroHasNoSign() {
        OutputGrammar numbers = grammar(node -> node.put("type", "number"));
        for (String zero : new String[] {"-0", "-0.0", "-0.00", "-0e5", "-0.0E-10"}) {
            assertThat(accepts(numbers, zero)).as(zero).isFalse();
        }
        for (String number : new String[] {"0", "0.0", "0e5", "-0.01", "-10", "-1e0", "-0.5e3"}) {
            assertThat(accepts(numbers, number)).as(number).isTrue();
        }
    }

    @Test
    void veryLongNamesAreRefused() {
        refused(
                node -> node.put("type", "object")
                        .putObject("patternProperties")
                        .putObject("^a{49000}$"),
                "run out");
    }

    @Test
    void longNamesOfFormatsSayNothing() {
        JsonNode text = Json.mapper().createObjectNode().put("type", "string").put("format", "x".repeat(10_000));
        assertThat(accepts(OutputGrammar.of(JsonSchema.compile(text)), "'a'")).isTrue();
    }
}
