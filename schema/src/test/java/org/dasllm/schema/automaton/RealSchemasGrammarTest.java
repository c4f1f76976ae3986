package org.dasllm.schema.automaton;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.schema.SharedData;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.shape.CanonicalJson;
import org.junit.jupiter.api.Test;

/** Of 400 real schemas, how many are enforced, and that of those no answer can be wrong and every right one can be given. */
final class RealSchemasGrammarTest {
    @Test
    void noWrongAnswerIsAcceptedAndNoRightOneRefused() {
        Path file = SharedData.folder("real-schemas").resolve("github-easy-400.jsonl");
        Map<String, Integer> refused = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        int[] counts = new int[4];
        JsonLines.read(file, JsonNode.class, line -> {
            JsonSchema schema = JsonSchema.compile(line.get("schema"));
            OutputGrammar grammar;
            try {
                grammar = OutputGrammar.of(schema);
            } catch (DasllmException e) {
                refused.merge(reason(e), 1, Integer::sum);
                return;
            }
            counts[0]++;
            for (JsonNode test : line.get("tests")) {
                boolean valid = test.get("valid").booleanValue();
                counts[valid ? 1 : 2]++;
                boolean accepted = Acceptance.of(grammar, test.get("data"));
                // In draft 4, 1.0 is no integer, but what is written of it, 1, is one.
                boolean right = accepted ? schema.isValid(rewritten(test.get("data"))) : !valid;
                if (!right) {
                    wrong.add((valid ? "not accepted: " : "accepted: ") + line.get("name") + " " + test.get("data"));
                }
            }
            RandomWalk walk = new RandomWalk(7, 600);
            for (int i = 0; i < 2; i++) {
                Optional<String> text = walk.text(grammar);
                if (text.isPresent()) {
                    counts[3]++;
                    if (!schema.isValid(Json.parse(text.get(), JsonNode.class, "walk"))) {
                        wrong.add("written: " + line.get("name") + " " + text.get());
                    }
                }
            }
        });

        assertThat(wrong).isEmpty();
        assertThat(refused)
                .isEqualTo(Map.of(
                        "'dependencies' is not supported", 1,
                        "'if' is not supported", 1,
                        "'not' is not supported", 1,
                        "'patternProperties' or 'propertyNames' allow names that run out, more than N", 2,
                        "a value may match the alternatives N and N both, and must match one only", 4,
                        "it needs an automaton of more than N states", 1,
                        "the format 'regex' is not supported", 1));
        assertThat(counts[0]).isEqualTo(389);
        assertThat(counts[1] + counts[2]).isGreaterThan(1_500);
        assertThat(counts[3]).isGreaterThan(300);
    }

    private static JsonNode rewritten(JsonNode value) {
        return Json.parse(CanonicalJson.text(value), JsonNode.class, "instance");
    }

    /** What is refused, without the place. */
    private static String reason(DasllmException e) {
        return String.valueOf(e.getMessage())
                .replaceFirst("The JSON Schema cannot be enforced at (its root|\\S+): ", "")
                .replaceFirst("\\. .*", "")
                .replaceAll("\\d+", "N");
    }
}
