package org.dasllm.schema.automaton;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.schema.json.JsonSchema;
import org.junit.jupiter.api.Test;

/**
 * Every keyword beside every other: where a schema of two or three is enforced, whatever the automaton writes is valid; where
 * it is not, it is refused by a name.
 */
final class KeywordPairsTest {
    private static final Map<String, List<String>> KEYWORDS = new TreeMap<>(Map.ofEntries(
            Map.entry("type", List.of("'string'", "'integer'", "['number','object']", "['array','null']", "'boolean'")),
            Map.entry("enum", List.of("[1,2.5,'ab',null,{'a':1},[1,2],'2024-02-29']", "['x','abc',17,[],{}]")),
            Map.entry("const", List.of("{'a':1,'b':'x'}", "12", "'ab'")),
            Map.entry(
                    "properties",
                    List.of("{'a':{'type':'integer'},'b':{'type':'string'}}", "{'a':{'minimum':3},'c':false}")),
            Map.entry("required", List.of("['a']", "['b','z']", "['c']")),
            Map.entry("additionalProperties", List.of("false", "{'type':'integer'}", "true")),
            Map.entry(
                    "patternProperties",
                    List.of("{'^a':{'type':'integer','maximum':9}}", "{'b':{'type':'null'},'^z':false}")),
            Map.entry("propertyNames", List.of("{'pattern':'^[ab]'}", "{'enum':['a','b','q']}", "{'minLength':1}")),
            Map.entry("minProperties", List.of("1", "3")),
            Map.entry("maxProperties", List.of("1", "2")),
            Map.entry("items", List.of("{'type':'integer'}", "{'type':'string','maxLength':2}", "false")),
            Map.entry("prefixItems", List.of("[{'type':'string'},{'type':'null'}]", "[{'minimum':4}]")),
            Map.entry("minItems", List.of("1", "3")),
            Map.entry("maxItems", List.of("0", "2")),
            Map.entry("minLength", List.of("1", "4")),
            Map.entry("maxLength", List.of("3", "12")),
            Map.entry("pattern", List.of("'^[a-c]+$'", "'\\\\d'", "'é|\\u0001|\\\\n'")),
            Map.entry(
                    "format",
                    List.of(
                            "'date'",
                            "'email'",
                            "'uuid'",
                            "'uri'",
                            "'date-time'",
                            "'time'",
                            "'ipv6'",
                            "'hostname'",
                            "'json-pointer'")),
            Map.entry("minimum", List.of("2", "-1.5")),
            Map.entry("maximum", List.of("20", "3.75")),
            Map.entry("exclusiveMinimum", List.of("0", "1.25")),
            Map.entry("exclusiveMaximum", List.of("100", "7")),
            Map.entry("multipleOf", List.of("3", "0.25")),
            Map.entry(
                    "allOf",
                    List.of(
                            "[{'type':'object','properties':{'a':{'maximum':5}}}]",
                            "[{'minLength':2},{'maximum':50}]")),
            Map.entry(
                    "anyOf",
                    List.of(
                            "[{'type':'string','pattern':'b'},{'type':'integer'}]",
                            "[{'required':['a']},{'required':['b']}]")),
            Map.entry("oneOf", List.of("[{'type':'string'},{'type':'object'}]", "[{'type':'integer'},{'minimum':2}]")),
            Map.entry("not", List.of("{'type':'string'}")),
            Map.entry("if", List.of("{'type':'string'}")),
            Map.entry("then", List.of("{'minLength':3}")),
            Map.entry("contains", List.of("{'type':'integer'}")),
            Map.entry("uniqueItems", List.of("true")),
            Map.entry("dependentRequired", List.of("{'a':['b']}")),
            Map.entry("dependentSchemas", List.of("{'a':{'required':['b']}}")),
            Map.entry("unevaluatedProperties", List.of("false")),
            Map.entry("unevaluatedItems", List.of("false")),
            Map.entry("$ref", List.of("'#/$defs/small'", "'#/$defs/tree'"))));
    private static final String DEFINITIONS =
            "{'small':{'maximum':9,'maxLength':3,'maxItems':1},'tree':{'type':'object','properties':{'a':{'$ref':'#/$defs/tree'}}}}";

    @Test
    void whateverIsWrittenIsValid() {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        KEYWORDS.forEach((keyword, values) -> values.forEach(value -> all.add(Map.entry(keyword, value))));
        int enforced = 0;
        int refused = 0;
        int written = 0;
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (all.get(i).getKey().equals(all.get(j).getKey())) {
                    continue;
                }
                ObjectNode source = schema(all.get(i), all.get(j));
                JsonSchema schema = JsonSchema.compile(source);
                OutputGrammar grammar;
                try {
                    grammar = OutputGrammar.of(schema);
                } catch (DasllmException e) {
                    assertThat(e.getMessage()).contains("cannot be enforced at ");
                    refused++;
                    continue;
                }
                enforced++;
                RandomWalk walk = new RandomWalk(1_000L * i + j, 400);
                for (int draw = 0; draw < 4; draw++) {
                    Optional<String> text = walk.text(grammar);
                    if (text.isPresent()) {
                        written++;
                        JsonNode value = Json.parse(text.get(), JsonNode.class, source.toString());
                        if (!schema.isValid(value)) {
                            wrong.add(source + " allowed " + text.get() + ": " + schema.violations(value));
                        }
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(new int[] {enforced, refused}).containsExactly(2348, 650);
        assertThat(written).isGreaterThan(enforced);
    }

    private static ObjectNode schema(Map.Entry<String, String> one, Map.Entry<String, String> two) {
        String text = "{'" + one.getKey() + "':" + one.getValue() + ",'" + two.getKey() + "':" + two.getValue()
                + ",'$defs':" + DEFINITIONS + "}";
        return (ObjectNode) Json.parse(text.replace('\'', '"'), JsonNode.class, "schema");
    }
}
