package org.dasllm.schema.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.schema.SharedData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The public test suite of JSON Schema, required and optional parts. What comes out otherwise than the suite says stands in
 * the files otherwise-*.txt beside this class's resources, with the reasons at their heads: any change of it shows here.
 */
final class TestSuiteTest {
    @ParameterizedTest
    @CsvSource({
        "draft7, http://json-schema.org/draft-07/schema#, 927, 794",
        "draft2020-12, https://json-schema.org/draft/2020-12/schema, 1299, 926"
    })
    void everyTestComesOutAsTheSuiteSaysOrAsListed(String draft, String address, int required, int optional)
            throws IOException {
        Path folder =
                SharedData.folder("json-schema-test-suite").resolve("tests").resolve(draft);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        List<String> otherwise = new ArrayList<>();
        int[] tests = new int[2];
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            for (JsonNode group : Json.readTree(file)) {
                tests[name.startsWith("optional") ? 1 : 0] += group.get("tests").size();
                otherwise.addAll(otherwise(name, group, address));
            }
        }

        assertThat(otherwise).isEqualTo(listed(draft));
        assertThat(tests).containsExactly(required, optional);
    }

    private static List<String> otherwise(String file, JsonNode group, String address) {
        JsonNode schema = group.get("schema");
        if (schema instanceof ObjectNode object && !object.has("$schema")) {
            object.put("$schema", address);
        }
        String name = file + " | " + group.get("description").textValue();
        JsonSchema compiled = compiled(schema);
        if (compiled == null) {
            return List.of("refused | " + name);
        }
        List<String> otherwise = new ArrayList<>();
        for (JsonNode test : group.get("tests")) {
            boolean valid = compiled.isValid(test.get("data"));
            if (valid != test.get("valid").booleanValue()) {
                otherwise.add((valid ? "valid | " : "invalid | ") + name + " | "
                        + test.get("description").textValue());
            }
        }
        return otherwise;
    }

    private static @Nullable JsonSchema compiled(JsonNode schema) {
        try {
            return JsonSchema.compile(schema);
        } catch (DasllmException e) {
            assertThat(e.getMessage())
                    .matches(".*(leads out of the schema, and nothing is fetched|the draft '[^']*' is not known).*");
            return null;
        }
    }

    private static List<String> listed(String draft) throws IOException {
        try (InputStream in = TestSuiteTest.class.getResourceAsStream("otherwise-" + draft + ".txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
