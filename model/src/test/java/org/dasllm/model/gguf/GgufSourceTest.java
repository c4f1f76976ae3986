package org.dasllm.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.RealModels;
import org.dasllm.model.SharedData;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.dasllm.model.generate.Completion;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.Generator;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that answers as it is computes what the folder that is imported of it computes. */
class GgufSourceTest {
    private static final Path FILES = Path.of("src/test/resources/reference/gguf");
    private static final int[] TEXT = {3, 4, 5, 9, 12, 7};

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"llama3-bf16", "qwen2-fp16", "qwen3", "smollm3", "gemma2-bf16", "gemma3"})
    void logitsAreThoseOfTheImportedFolder(String name) {
        Path file = FILES.resolve(name + ".gguf");
        try (GgufFile opened = GgufFile.open(file)) {
            GgufImport.write(opened, dir, GgufImport.Widened.FLOAT32);
        }
        float[] expected;
        try (Device device = EveryDevice.reference();
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
                Pass pass = device.inferencePass()) {
            expected = model.logits(pass, TEXT, new Packing(TEXT.length));
        }
        try (Device device = EveryDevice.reference();
                GgufSource source = GgufSource.open(file);
                LanguageModel model = source.load(device);
                Tokenizer tokenizer = source.tokenizer();
                Tokenizer folders = Tokenizer.load(dir);
                Pass pass = device.inferencePass()) {
            assertThat(model.logits(pass, TEXT, new Packing(TEXT.length))).containsExactly(expected);
            assertThat(tokenizer.encode("ab abba", true)).isEqualTo(folders.encode("ab abba", true));
            assertThat(source.template().source())
                    .isEqualTo(ChatTemplate.load(dir).source());
        }
    }

    /** Their own blocks, made again of the widened numbers: a device of few bits keeps the file's numbers and no others. */
    @ParameterizedTest
    @ValueSource(strings = {"Q8_0", "Q4_0"})
    void blocksComeBackAsTheyWereInTheFile(String name) throws IOException {
        Path stories = SharedData.folder("stories260K");
        Path file = dir.resolve("stories.gguf");
        GgufExport.Type type = GgufExport.Type.valueOf(name);
        GgufExport.write(stories, file, type, Progress.SILENT);
        Path folder = Files.createDirectory(dir.resolve("widened"));
        try (GgufFile opened = GgufFile.open(file)) {
            GgufImport.write(opened, folder, GgufImport.Widened.FLOAT32);
        }
        Path again = dir.resolve("again.gguf");
        GgufExport.write(folder, again, type, Progress.SILENT);
        try (GgufFile first = GgufFile.open(file);
                GgufFile second = GgufFile.open(again)) {
            String down = "blk.0.attn_output.weight";
            assertThat(first.tensor(down).type().name()).isEqualTo(name);
            for (String tensor : first.tensors().keySet()) {
                int bytes = (int) first.tensor(tensor).bytes();
                assertThat(second.data(tensor, 0, bytes)).as(tensor).isEqualTo(first.data(tensor, 0, bytes));
            }
        }
    }

    @Test
    void weightsAreMappedWhereADeviceTakesThemAndWidenedElsewhere() {
        try (GgufFile file = GgufFile.open(FILES.resolve("qwen3.gguf"))) {
            GgufConfig reader = new GgufConfig(file);
            ModelConfig config = reader.read();
            List<WeightSpec> specs = Family.of(config).decoder(config).weights();
            GgufWeights weights = new GgufWeights(file, reader.architecture(), config);
            GgufMatrices all = new GgufMatrices(file, weights, Precision.FLOAT32);
            WeightSpec matrix = specs.stream()
                    .filter(spec -> spec.name().contains("gate_proj"))
                    .findFirst()
                    .orElseThrow();
            assertThat(all.read(matrix).type()).isEqualTo(ElementType.FLOAT16);
            assertThat(all.read(matrix).data().isDirect()).isTrue();

            long few = file.tensor("blk.0.ffn_gate.weight").bytes() - 1;
            assertThatThrownBy(() -> new GgufMatrices(file, weights, Precision.FLOAT32, few).read(matrix))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("the tensor 'blk.0.ffn_gate.weight' takes ")
                    .hasMessageContaining("--precision");
            HostMatrix narrow = new GgufMatrices(file, weights, Precision.BFLOAT16, few + 1).read(matrix);
            assertThat(narrow.type()).isEqualTo(ElementType.FLOAT16);
        }
    }

    @Test
    void whatIsTooLargeAsFloat32IsRoundedForADeviceThatRoundsIt() {
        try (GgufFile file = GgufFile.open(FILES.resolve("llama3-bf16.gguf"))) {
            GgufConfig reader = new GgufConfig(file);
            ModelConfig config = reader.read();
            GgufWeights weights = new GgufWeights(file, reader.architecture(), config);
            WeightSpec query = Family.of(config).decoder(config).weights().stream()
                    .filter(spec -> spec.name().contains("q_proj"))
                    .findFirst()
                    .orElseThrow();
            float[] expected = new GgufMatrices(file, weights, Precision.FLOAT32)
                    .read(query)
                    .toFloats();
            long half = 2L * expected.length;
            HostMatrix narrow = new GgufMatrices(file, weights, Precision.BFLOAT16, half).read(query);
            assertThat(narrow.type()).isEqualTo(ElementType.BFLOAT16);
            // The file's numbers are bfloat16, so that rounding changes none.
            assertThat(narrow.toFloats()).containsExactly(expected);
        }
    }

    @Test
    void aRealModelAnswersAsItsFolderDoes() {
        JsonNode cases = Json.readTree(
                        SharedData.folder("smollm2-135m-instruct").resolve("golden.json"))
                .get("cases");
        try (Device device = EveryDevice.open("onednn");
                GgufSource source = GgufSource.open(RealModels.file("SmolLM2-135M-Instruct.Q4_1.gguf"));
                LanguageModel model = source.load(device);
                Tokenizer tokenizer = source.tokenizer()) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, source.template(), model.config());
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                JsonNode golden = cases.get(i);
                int[] prompt =
                        encoder.prompt(List.of(Message.user(golden.get("prompt").textValue())));
                assertThat(prompt).isEqualTo(ints(golden.get("promptIds")));
                prompts.add(prompt);
            }
            try (Pass pass = device.inferencePass()) {
                float[] logits = model.logits(pass, prompts.get(0), new Packing(prompts.get(0).length));
                int last = (prompts.get(0).length - 1) * model.config().vocabularySize();
                for (JsonNode top : cases.get(0).get("lastLogitsTop20")) {
                    assertThat((double) logits[last + top.get(0).intValue()])
                            .isCloseTo(top.get(1).doubleValue(), Offset.offset(1e-4));
                }
            }
            List<Completion> answers =
                    new Generator(model, tokenizer, 3).generate(prompts, GenerationOptions.greedy(48), Progress.SILENT);
            for (int i = 0; i < prompts.size(); i++) {
                assertThat(answers.get(i).text().strip())
                        .isEqualTo(cases.get(i).get("greedyText").textValue().strip());
            }
        }
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
