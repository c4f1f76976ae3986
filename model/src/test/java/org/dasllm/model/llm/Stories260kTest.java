package org.dasllm.model.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.SharedData;
import org.dasllm.model.generate.Completion;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.Generator;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real trained model: golden.json is from a float64 forward pass in another language (see its SOURCE.txt). */
class Stories260kTest {
    static List<String> devices() {
        return EveryDevice.names();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void greedyTokensAndTextAreTheGoldenOnes(String deviceName) {
        Path dir = SharedData.folder("stories260K");
        JsonNode golden = Json.read(dir.resolve("golden.json"), JsonNode.class);
        int[] ids = ints(golden.get("ids"));
        try (Device device = EveryDevice.open(deviceName);
                Tokenizer tokenizer = Tokenizer.load(dir);
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty())) {
            Completion story = new Generator(model, tokenizer, 1)
                    .generate(List.of(new int[] {ids[0]}), GenerationOptions.greedy(ids.length - 1), Progress.SILENT)
                    .get(0);
            assertThat(story.tokens()).isEqualTo(Arrays.copyOfRange(ids, 1, ids.length));
            assertThat(story.text()).isEqualTo(golden.get("text").asText());
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void logitsAreTheGoldenOnes(String deviceName) {
        Path dir = SharedData.folder("stories260K");
        JsonNode golden = Json.read(dir.resolve("golden.json"), JsonNode.class);
        int[] ids = ints(golden.get("ids"));
        try (Device device = EveryDevice.open(deviceName);
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
                Pass pass = device.inferencePass()) {
            float[] logits = model.logits(pass, Arrays.copyOf(ids, 51), new Packing(51));
            for (int position : new int[] {0, 50}) {
                JsonNode expected = golden.get("logits_pos" + position);
                for (int token = 0; token < 512; token++) {
                    assertThat((double) logits[position * 512 + token])
                            .as("position %d, token %d", position, token)
                            .isCloseTo(expected.get(token).asDouble(), Offset.offset(1e-4));
                }
            }
        }
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }
}
