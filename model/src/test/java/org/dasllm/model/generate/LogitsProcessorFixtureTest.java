package org.dasllm.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;

/** Probabilities beside transformers' logits processors, which tools/reference/sampling.py recorded: the same tokens are left, as probable. */
final class LogitsProcessorFixtureTest {
    private static final Offset<Double> ROUNDING = Offset.offset(2e-6);

    private static JsonNode cases() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                LogitsProcessorFixtureTest.class.getResourceAsStream("/reference/sampling/cases.json"))) {
            return Json.mapper().readTree(in);
        }
    }

    @Test
    void everySettingGivesTransformersProbabilities() throws IOException {
        int compared = 0;
        for (JsonNode each : cases()) {
            float[] logits = new float[each.get("logits").size()];
            for (int token = 0; token < logits.length; token++) {
                logits[token] = (float) each.get("logits").get(token).doubleValue();
            }
            Map<Integer, Double> biases = new TreeMap<>();
            each.get("biases")
                    .properties()
                    .forEach(bias -> biases.put(
                            Integer.valueOf(bias.getKey()), bias.getValue().doubleValue()));
            int[] tokens = Json.mapper().convertValue(each.get("tokens"), int[].class);
            changes(each, biases, tokens).apply(logits);
            double[] ours = TokenDistribution.of(logits, draw(each)).probabilities(logits.length);
            for (int token = 0; token < logits.length; token++) {
                double theirs = each.get("probabilities").get(token).doubleValue();
                assertThat(ours[token]).as("token %d of %s", token, each).isCloseTo(theirs, ROUNDING);
                assertThat(ours[token] == 0).isEqualTo(theirs == 0);
            }
            compared++;
        }
        assertThat(compared).isEqualTo(60);
    }

    /** Half of the tokens as a prompt, half as an answer: the penalty counts both. */
    private static LogitChanges changes(JsonNode each, Map<Integer, Double> biases, int[] tokens) {
        LogitOptions options =
                new LogitOptions(0, 0, each.get("repetition_penalty").doubleValue(), biases);
        int half = tokens.length / 2;
        LogitChanges changes = new LogitChanges(options, Arrays.copyOf(tokens, half));
        for (int i = half; i < tokens.length; i++) {
            changes.taken(tokens[i]);
        }
        return changes;
    }

    private static DrawOptions draw(JsonNode each) {
        return new DrawOptions(
                each.get("temperature").doubleValue(),
                each.get("top_p").doubleValue(),
                each.get("top_k").intValue(),
                each.get("min_p").doubleValue(),
                0);
    }

    @Test
    void penaltiesCountTheAnswerAndNotThePrompt() {
        LogitChanges changes = new LogitChanges(new LogitOptions(0.5, 0.25, 1, Map.of()), new int[] {0, 0, 1});
        List.of(1, 2, 2, 2).forEach(changes::taken);
        float[] logits = {1, 1, 1, 1};
        changes.apply(logits);
        assertThat(logits).containsExactly(1, 0.25f, -0.75f, 1);
        changes.taken(3);
        float[] again = {0, 0, 0, 0};
        changes.apply(again);
        assertThat(again).containsExactly(0, -0.75f, -1.75f, -0.75f);
    }
}
