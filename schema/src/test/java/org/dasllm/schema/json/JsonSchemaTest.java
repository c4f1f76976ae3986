package org.dasllm.schema.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonSchemaTest {
    private static final String DRAFT_7 = "\"$schema\":\"http://json-schema.org/draft-07/schema#\",";

    @Test
    void withoutAnyDraftItIs202012() {
        String schema = "{%s\"prefixItems\":[{\"type\":\"string\"}]}";

        assertThat(compile(schema.formatted("")).isValid(json("[1]"))).isFalse();
        assertThat(compile(schema.formatted(DRAFT_7)).isValid(json("[1]"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-04/schema",
                        "http://json-schema.org/draft-06/schema#",
                "http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft-07/schema",
                        "http://json-schema.org/draft-07/schema",
                "https://json-schema.org/draft/2019-09/schema", "https://json-schema.org/draft/2020-12/schema"
            })
    void everyDraftIsKnownByItsName(String draft) {
        JsonSchema schema = compile("{\"$schema\":\"" + draft + "\",\"type\":\"object\",\"required\":[\"a\"]}");

        assertThat(schema.violations(json("{}")))
                .containsExactly(new Violation("", "required", "a", "the value lacks 'a'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'type':'strin'}|at /type: /type",
                "{'properties':{'a':{'type':['string','nix']}}}|at /properties/a/type",
                "{'properties':{'a/b':{'minLength':'x'}}}|at /properties/a~1b/minLength: /properties/a~1b/minLength must be a whole number",
                "{'required':'a'}|at /required: /required must be a list, not a string",
                "{'properties':[]}|at /properties: /properties must be an object, not a list",
                "{'enum':5}|at /enum",
                "{'minItems':-1}|at /minItems",
                "{'multipleOf':0}|at /multipleOf",
                "{'$ref':5}|at /$ref",
                "{'items':[{'type':'string'}]}|at /items",
                "{'allOf':[]}|at /allOf",
                "{'pattern':'('}|at /pattern: the regular expression opens a (",
                "{'pattern':'(?i)a'}|at /pattern: the regular expression has a (? at character 1",
                "{'patternProperties':{'[a/':{}}}|at /patternProperties/[a~1: the regular expression opens a [",
                "{'$ref':'#/$defs/a'}|at /$ref: the reference '#/$defs/a' leads to nothing",
                "{'$ref':'#a'}|at /$ref: the reference '#a' leads to nothing",
                "{'$ref':'#/enum','enum':[1]}|at /$ref: the reference '#/enum' leads to something that is no schema",
                "{'$ref':'#'}|at its root: its references lead back to it without going into the value",
                "{'$defs':{'a':{'$ref':'#/$defs/b'},'b':{'allOf':[{'$ref':'#/$defs/a'}]}}}|without going into the value",
                "{'anyOf':[{'not':{'$ref':'#'}}]}|without going into the value",
                "{'$schema':'http://example.com/own'}|at /$schema: the draft 'http://example.com/own' is not known. Known are http://json-schema.org/draft-04/schema,",
                "{'$schema':5}|at /$schema: the draft '5' is not known",
                "{'properties':{'a':{'$id':'x','$schema':'urn:own'}}}|at /properties/a/$schema: the draft 'urn:own' is not known",
                "[]|at its root: a schema is an object, or true or false",
                "'x'|at its root: a schema is an object, or true or false",
                "null|at its root: a schema is an object, or true or false"
            })
    void aBrokenSchemaIsRefusedByItsPlace(String schema, String message) {
        assertThatThrownBy(() -> compile(schema.replace('\'', '"')))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith("The JSON Schema is wrong at ")
                .hasMessageContaining(message)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n", "com.", "java", "Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/a.json", "https://example.com/a.json#/b", "file:///etc/passwd", "/etc/passwd",
                        "other.json", "../x.json",
                "classpath:/draft-07/schema", "resource:/draft-07/schema", "jar:file:/x.jar!/a", "ftp://example.com/a",
                        "urn:uuid:1", "//example.com/x"
            })
    void whatLeadsOutOfTheSchemaIsRefusedByName(String reference) {
        for (String form : new String[] {
            "{\"$ref\":\"%s\"}",
            "{\"properties\":{\"a\":{\"$ref\":\"%s\"}}}",
            "{\"$defs\":{\"never\":{\"$ref\":\"%s\"}}}",
            "{\"$dynamicRef\":\"%s\"}",
            "{" + DRAFT_7 + "\"definitions\":{\"a\":{\"$ref\":\"%s\"}}}"
        }) {
            assertThatThrownBy(() -> compile(form.formatted(reference)))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining(
                            "the reference '" + reference + "' leads out of the schema, and nothing is fetched");
        }
    }

    @Test
    void nothingIsFetched(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.json"), "{\"type\":\"string\"}");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(300);
            String address = "http://127.0.0.1:" + server.getLocalPort() + "/a.json";
            for (String schema : new String[] {
                "{\"$ref\":\"" + address + "\"}",
                "{\"$schema\":\"" + address + "\"}",
                "{\"$ref\":\"" + file.toUri() + "\"}",
                "{\"$id\":\"" + address + "\",\"$ref\":\"b.json\"}",
                "{" + DRAFT_7 + "\"id\":\"" + address + "\",\"$ref\":\"#/x/y\"}"
            }) {
                assertThatThrownBy(() -> compile(schema)).isInstanceOf(DasllmException.class);
            }
            JsonSchema named = compile("{\"$id\":\"" + address + "\",\"id\":\"" + address + "\",\"type\":\"string\"}");
            assertThat(named.isValid(json("\"x\""))).isTrue();
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void referencesInsideTheSchemaAreFollowed() {
        JsonSchema schema = compile("""
                {"$id": "https://example.com/tree", "$ref": "#node", "$defs": {
                  "node": {"$anchor": "node", "properties": {"children": {"items": {"$ref": "tree"}}, "value": {"$ref": "part"}}},
                  "part": {"$id": "part", "type": "integer"}}}""");

        assertThat(schema.violations(json("{\"children\":[{\"value\":1},{\"children\":[{\"value\":\"x\"}]}]}")))
                .containsExactly(new Violation(
                        "/children/1/children/0/value",
                        "type",
                        "",
                        "/children/1/children/0/value must be a whole number, not a string"));
    }

    @Test
    void theDraftsOwnSchemasMayBeNamed() {
        JsonSchema schema = compile("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");

        assertThat(schema.isValid(json("{\"type\":\"string\"}"))).isTrue();
        assertThat(schema.isValid(json("{\"type\":\"strin\"}"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "date, 2026-11-28, 2026-02-30",
        "date-time, 2026-11-28T22:40:28Z, 2026-11-28 22:40",
        "time, 22:40:28Z, 25:00:00Z",
        "email, anna@example.com, anna",
        "uri, https://example.com/x, no uri",
        "uuid, 2eb8aa08-aa98-11ea-b4aa-73b441d16380, 2eb8",
        "ipv4, 192.168.0.1, 192.168.0.256",
        "ipv6, ::1, 12345::",
        "hostname, example.com, -x",
        "regex, ^a$, ("
    })
    void formatsAreCheckedInEveryDraft(String format, String right, String wrong) {
        for (String draft : new String[] {"", DRAFT_7}) {
            JsonSchema schema = compile("{" + draft + "\"format\":\"" + format + "\"}");
            assertThat(schema.isValid(JsonNodeFactory.instance.textNode(right))).isTrue();
            assertThat(schema.isValid(JsonNodeFactory.instance.textNode(wrong))).isFalse();
        }
        assertThat(compile("{\"format\":\"postcode\"}").isValid(json("\"x\""))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'const':{'a':1}}|{}|the value must be {'a':1}",
                "{'enum':['a',1,null]}|2|the value must be one of 'a', 1, null",
                "{'additionalProperties':false}|{'x':1}|the value may not have 'x'",
                "{'minLength':1}|''|the value must have at least 1 character",
                "{'maxItems':2}|[1,2,3]|the value must have at most 2 items",
                "{'properties':{'a':{'pattern':'^x$'}}}|{'a':'y'}|/a does not match ^x$",
                "{'properties':{'a\\nb':{'type':'null'}}}|{'a\\nb':1}|/a b must be null, not a number",
                "{'type':['string','null']}|1|the value must be a string or null, not a number",
                "{'oneOf':[{},{}]}|1|the value must keep to exactly one of 2 schemas",
                "{'not':{}}|1|the value keeps to a schema that it must not keep to",
                "{'uniqueItems':true}|[1,1]|the value has an item twice",
                "{'properties':{'a':false}}|{'a':1}|/a may not be there",
                "{'exclusiveMinimum':0}|0|the value must be more than 0",
                "false|1|the value may not be there"
            })
    void aViolationIsOneLineInPlainWords(String schema, String value, String message) {
        assertThat(compile(schema.replace('\'', '"')).violations(json(value.replace('\'', '"'))))
                .first()
                .satisfies(violation -> assertThat(violation.message())
                        .isEqualTo(message.replace('\'', message.contains("may not have") ? '\'' : '"')));
    }

    @Test
    void aValueIsNeverQuoted() {
        JsonSchema schema = compile(
                "{\"enum\":[\"a\"],\"pattern\":\"^a$\",\"format\":\"date\",\"const\":\"a\",\"maxLength\":1,\"type\":\"number\"}");

        assertThat(schema.violations(json("\"secret\"")))
                .hasSize(6)
                .allSatisfy(violation -> assertThat(violation.toString()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pattern\":\"(.*)(.*)(.*)(.*)(.*)x\"}",
                "{\"not\":{\"pattern\":\"(.*)(.*)(.*)(.*)(.*)x\"}}",
                "{\"if\":{\"pattern\":\"^(a+)+\\\\1?$\"},\"then\":true,\"else\":{\"pattern\":\"(.*)(.*)(.*)(.*)(.*)x\"}}"
            })
    void aHostileExpressionEndsAndIsNeverValid(String schema) {
        String text = "\"" + "a".repeat(5_000) + "!\"";

        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(60), () -> compile(schema).violations(json(text))))
                .singleElement()
                .satisfies(violation -> assertThat(violation.keyword()).isEqualTo("limit"));
    }

    @Test
    void aSchemaThatDoublesItsWorkAtEveryReferenceEnds() {
        StringBuilder schema = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
        for (int i = 0; i < 40; i++) {
            String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
            schema.append("\"d" + i + "\":{\"allOf\":[" + next + "," + next + "]},");
        }
        JsonSchema compiled =
                compile(schema.append("\"d40\":{\"type\":\"string\"}}}").toString());

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(60), () -> compiled.violations(json("\"x\""))))
                .singleElement()
                .satisfies(violation -> assertThat(violation.keyword()).isEqualTo("limit"));
    }

    @Test
    void aValueThatIsTooDeepIsNotValid() {
        JsonSchema schema = compile(
                "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"items\":{\"allOf\":[{\"$ref\":\"#/$defs/a\"}]}}}}");
        JsonNode deep = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 2_000; i++) {
            deep = JsonNodeFactory.instance.arrayNode().add(deep);
        }

        assertThat(schema.violations(deep))
                .singleElement()
                .satisfies(v -> assertThat(v.keyword()).isEqualTo("limit"));
        assertThat(schema.isValid(json("[".repeat(150) + "]".repeat(150)))).isTrue();
    }

    @Test
    void aSchemaThatIsTooLargeOrTooDeepIsRefused() {
        JsonNode tooDeep = JsonNodeFactory.instance.objectNode().set("const", nested(201));
        JsonNode tooLarge = JsonNodeFactory.instance
                .objectNode()
                .set(
                        "enum",
                        Json.mapper().valueToTree(IntStream.range(0, 100_001).toArray()));

        assertThatThrownBy(() -> JsonSchema.compile(tooDeep)).hasMessageContaining("deeper than 200 levels");
        assertThatThrownBy(() -> JsonSchema.compile(tooLarge)).hasMessageContaining("more than 100000 values");
    }

    @Test
    void atMostAHundredViolationsAreReported() {
        JsonNode many = Json.mapper().valueToTree(IntStream.range(0, 5_000).toArray());

        assertThat(compile("{\"items\":{\"type\":\"string\"}}").violations(many))
                .hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email",
                "idn-email",
                "hostname",
                "idn-hostname",
                "uri",
                "iri",
                "uri-template",
                "date-time",
                "duration",
                "ipv6",
                "json-pointer",
                "regex",
                "uuid",
                "time"
            })
    void aLongTextIsCheckedInTime(String format) {
        for (String piece : new String[] {"a", "a.", "a@", ":", "1", "{", "/", "(a|", "-", "P1Y", "~0", "[", "é"}) {
            JsonNode text = JsonNodeFactory.instance.textNode(piece.repeat(100_000 / piece.length()));
            JsonSchema schema = compile("{\"format\":\"" + format + "\"}");
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> schema.violations(text));
        }
    }

    @Test
    void manyThreadsMayCheckAtOnce() {
        JsonSchema schema =
                compile("{\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}},\"$defs\":{\"a\":{\"pattern\":\"^a+$\"}}}");

        assertThat(IntStream.range(0, 2_000)
                        .parallel()
                        .filter(i -> schema.isValid(json("{\"a\":\"" + (i % 2 == 0 ? "aa" : "b") + "\"}"))))
                .hasSize(1_000);
    }

    @Test
    void theSourceIsACopy() {
        JsonNode source = json("{\"type\":\"string\"}");
        JsonSchema schema = JsonSchema.compile(source);
        ((ObjectNode) source).put("type", "number");

        assertThat(schema.source()).isEqualTo(json("{\"type\":\"string\"}"));
        assertThat(schema.isValid(json("\"x\""))).isTrue();
    }

    private static JsonNode nested(int levels) {
        JsonNode node = JsonNodeFactory.instance.arrayNode();
        for (int i = 1; i < levels; i++) {
            node = JsonNodeFactory.instance.arrayNode().add(node);
        }
        return node;
    }

    private static JsonSchema compile(String schema) {
        return JsonSchema.compile(json(schema));
    }

    private static JsonNode json(String text) {
        return Json.parse(text, JsonNode.class, "test");
    }
}
