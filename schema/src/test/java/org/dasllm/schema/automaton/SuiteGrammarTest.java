package org.dasllm.schema.automaton;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.schema.SharedData;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.shape.CanonicalJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The required tests of the public suite: of the schemas that are enforced, the right values are accepted and no other. */
final class SuiteGrammarTest {
    @ParameterizedTest
    @CsvSource({
        "draft7, http://json-schema.org/draft-07/schema#, 187, 70, 648",
        "draft2020-12, https://json-schema.org/draft/2020-12/schema, 198, 185, 698"
    })
    void valuesOfEnforcedSchemasComeOutRight(String draft, String address, int enforced, int refused, int instances)
            throws IOException {
        Path folder =
                SharedData.folder("json-schema-test-suite").resolve("tests").resolve(draft);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        int[] counts = new int[3];
        List<String> wrong = new ArrayList<>();
        for (Path file : files) {
            for (JsonNode group : Json.readTree(file)) {
                JsonNode source = group.get("schema");
                if (source instanceof ObjectNode object && !object.has("$schema")) {
                    object.put("$schema", address);
                }
                JsonSchema schema;
                OutputGrammar grammar;
                try {
                    schema = JsonSchema.compile(source);
                    grammar = OutputGrammar.of(schema);
                } catch (DasllmException e) {
                    counts[1]++;
                    continue;
                }
                counts[0]++;
                for (JsonNode test : group.get("tests")) {
                    counts[2]++;
                    JsonNode value = test.get("data");
                    boolean accepted = Acceptance.of(grammar, value);
                    if (accepted != schema.isValid(value)) {
                        wrong.add((accepted ? "accepted | " : "not accepted | ") + file.getFileName() + " | "
                                + group.get("description").textValue() + " | " + CanonicalJson.text(value));
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(counts).containsExactly(enforced, refused, instances);
    }
}
