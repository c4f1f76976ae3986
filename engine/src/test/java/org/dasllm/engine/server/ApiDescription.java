package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.dasllm.format.io.Json;
import org.dasllm.schema.json.JsonSchema;
import org.junit.jupiter.api.Assumptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** OpenAI's own description of its API, for tests that hold answers against it. */
final class ApiDescription {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final int MOST_CHARACTERS = 16 << 20;

    private final JsonNode schemas;
    private final Map<String, JsonSchema> compiled = new HashMap<>();

    private ApiDescription(JsonNode schemas) {
        this.schemas = schemas;
    }

    static ApiDescription read() throws IOException {
        Path file = Path.of(System.getProperty("dasllm.shared", "../shared"), "data/openapi/openai-openapi.yaml");
        Assumptions.assumeTrue(Files.exists(file), "Skipped: ../shared/data/openapi is absent");
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        try (Reader reader = Files.newBufferedReader(file)) {
            Object tree = new Yaml(new SafeConstructor(options)).load(reader);
            return new ApiDescription(Json.mapper().valueToTree(tree).at("/components/schemas"));
        }
    }

    void holds(String schema, JsonNode answer) {
        assertThat(compiled.computeIfAbsent(schema, this::compile).violations(answer))
                .as("%s as a %s", answer, schema)
                .isEmpty();
    }

    /** A schema of the description with all that it refers to. */
    private JsonSchema compile(String name) {
        ObjectNode root = Json.mapper().createObjectNode().put("$ref", SCHEMAS + name);
        ObjectNode kept = root.putObject("components").putObject("schemas");
        Set<String> seen = new LinkedHashSet<>(Set.of(name));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String next = open.remove();
            kept.set(next, nullable(schemas.path(next).deepCopy()));
            for (JsonNode reference : schemas.path(next).findValues("$ref")) {
                String target = reference.asText().substring(SCHEMAS.length());
                if (reference.asText().startsWith(SCHEMAS) && seen.add(target)) {
                    open.add(target);
                }
            }
        }
        return JsonSchema.compile(root);
    }

    /** Older parts of the description say in a word of OpenAPI's own, which JSON Schema does not have, that a value may be null. */
    private static JsonNode nullable(JsonNode schema) {
        schema.forEach(ApiDescription::nullable);
        if (schema instanceof ObjectNode object && object.path("nullable").asBoolean()) {
            if (object.path("type").isTextual()) {
                String type = object.path("type").asText();
                object.putArray("type").add(type).add("null");
            }
            if (object.has("$ref")) {
                JsonNode other = object.remove("$ref");
                object.putArray("anyOf")
                        .add(Json.mapper().createObjectNode().set("$ref", other))
                        .addObject()
                        .put("type", "null");
            }
            if (object.path("enum") instanceof ArrayNode values) {
                values.addNull();
            }
        }
        return schema;
    }
}
