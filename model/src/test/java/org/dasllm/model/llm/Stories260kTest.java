package org.dasllm.model.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.SharedData;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.generate.Completion;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.Generator;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.Targets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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

    /**
     * With weights of fewer bits the logits are others and greedy text leaves the golden one at the first near tie; so the
     * golden text itself is read: its tokens must keep their probability.
     */
    @ParameterizedTest
    @MethodSource("narrowerDevices")
    void weightsOfFewerBitsFindTheGoldenTextNearlyAsProbable(String deviceName, Precision precision) {
        Path dir = SharedData.folder("stories260K");
        JsonNode golden = Json.read(dir.resolve("golden.json"), JsonNode.class);
        int[] ids = ints(golden.get("ids"));
        double exact;
        try (Device device = EveryDevice.open("reference");
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty())) {
            exact = lossOf(model, ids);
        }
        try (Device device = EveryDevice.open(deviceName, precision);
                Tokenizer tokenizer = Tokenizer.load(dir);
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty())) {
            Completion story = new Generator(model, tokenizer, 1)
                    .generate(List.of(new int[] {ids[0]}), GenerationOptions.greedy(ids.length - 1), Progress.SILENT)
                    .get(0);
            int different = Arrays.mismatch(story.tokens(), Arrays.copyOfRange(ids, 1, ids.length));
            double loss = lossOf(model, ids);
            System.out.printf(
                    "%s of stories260K on %s: %s golden tokens, loss of the golden text %.4f nats a token beside %.4f: %s%n",
                    precision, deviceName, different < 0 ? "all" : "the first " + different, loss, exact, story.text());
            // Four bits in blocks of 32 are coarse for a model of 64 columns.
            assertThat(loss).isCloseTo(exact, Offset.offset(precision == Precision.Q4_0 ? 0.2 : 0.01));
        }
    }

    static Stream<Arguments> narrowerDevices() {
        return EveryDevice.names().stream()
                .flatMap(name -> EveryDevice.precisions(name).stream()
                        .filter(precision -> precision != Precision.FLOAT32)
                        .sorted()
                        .map(precision -> arguments(name, precision)));
    }

    /** The mean loss of the tokens but the first, in nats. */
    private static double lossOf(LanguageModel model, int[] ids) {
        int[] targets = Arrays.copyOfRange(ids, 1, ids.length + 1);
        targets[ids.length - 1] = Loss.IGNORED;
        try (Pass pass = model.device().inferencePass()) {
            Loss loss = model.forward(pass, ids, Targets.of(targets), new Packing(ids.length), KeptLayers.ALL)
                    .loss();
            return loss.sum() / loss.count();
        }
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }
}
