package org.dasllm.schema.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.dasllm.format.io.JsonLines;
import org.dasllm.schema.SharedData;
import org.junit.jupiter.api.Test;

/**
 * Four hundred schemas from public repositories with instances that are declared valid or invalid. All come out as declared.
 * At least three of the invalid ones are invalid by their formats alone, in schemas without {@code $schema}: whoever declared
 * them checked formats, as is done here.
 */
final class RealSchemasTest {
    @Test
    void allInstancesComeOutAsDeclared() {
        Path file = SharedData.folder("real-schemas").resolve("github-easy-400.jsonl");
        int[] schemas = new int[1];
        int[] instances = new int[2];
        JsonLines.read(file, JsonNode.class, line -> {
            JsonSchema schema = JsonSchema.compile(line.get("schema"));
            schemas[0]++;
            for (JsonNode test : line.get("tests")) {
                boolean valid = test.get("valid").booleanValue();
                instances[valid ? 0 : 1]++;
                assertThat(schema.isValid(test.get("data")))
                        .as("%s, %s", line.get("name"), test.get("data"))
                        .isEqualTo(valid);
                assertThat(schema.violations(test.get("data"))).allSatisfy(violation -> {
                    assertThat(violation.message()).doesNotContain("\n").startsWith(violation.path());
                    assertThat(violation.keyword()).isNotEqualTo("limit");
                });
            }
        });

        assertThat(schemas[0]).isEqualTo(400);
        assertThat(instances).containsExactly(586, 1045);
    }
}
