package org.dasllm.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.family.FamilyFixture;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * llama.cpp computes what we compute of the files that are exported here. Its log-probabilities after every token of a text are in
 * {@code reference/llamacpp}, which tools/reference/llamacpp_logits.py makes of the files that this test writes into the folder that
 * {@code -Ddasllm.write-gguf} names.
 */
class LlamaCppTest {
    private static final Path REFERENCE = Path.of("src/test/resources/reference");
    private static final Path FILES = REFERENCE.resolve("gguf");

    /** Both compute in float32, in different orders. Where two tokens are further apart than twice this, their order is the same. */
    private static final float TOLERANCE = 2e-5f;

    /** Of Gemma: llama.cpp takes GELU from a table of float16. */
    private static final float TOLERANCE_OF_GELU = 5e-3f;

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama2",
                "llama3",
                "llama3-bf16",
                "smollm2",
                "mistral",
                "qwen2-fp16",
                "qwen3",
                "smollm3",
                "gemma2-bf16",
                "gemma3"
            })
    void logProbabilitiesAreThoseOfLlamaCpp(String name) throws IOException {
        Path file = dir.resolve(name + ".gguf");
        GgufExport.write(folder(name), file, GgufExport.Type.F32, Progress.SILENT);
        String keep = System.getProperty("dasllm.write-gguf");
        if (keep != null) {
            Files.copy(file, Files.createDirectories(Path.of(keep)).resolve(name + ".gguf"));
            return;
        }
        try (SafetensorsFile recorded =
                        SafetensorsFile.open(REFERENCE.resolve("llamacpp").resolve(name + ".safetensors"));
                Device device = EveryDevice.reference();
                GgufSource source = GgufSource.open(file);
                LanguageModel model = source.load(device);
                Pass pass = device.inferencePass()) {
            float[] expected = recorded.floats("log_probabilities");
            int[] text = ids(recorded.floats("ids"));
            float[] ours = model.logits(pass, text, new Packing(text.length));
            int vocabulary = model.config().vocabularySize();
            assertThat(expected).hasSameSizeAs(ours);
            for (int row = 0; row < text.length; row++) {
                normalise(ours, row * vocabulary, vocabulary);
            }
            assertThat(ours)
                    .containsExactly(expected, Offset.offset(name.startsWith("gemma") ? TOLERANCE_OF_GELU : TOLERANCE));
        }
    }

    private static int[] ids(float[] numbers) {
        int[] ids = new int[numbers.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) numbers[i];
        }
        return ids;
    }

    private static void normalise(float[] logits, int from, int count) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            most = Math.max(most, logits[i]);
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.exp(logits[i] - most);
        }
        for (int i = from; i < from + count; i++) {
            logits[i] = (float) (logits[i] - most - Math.log(sum));
        }
    }

    /** The family's model with a tokenizer; with llama.cpp's constants where it has some, as the import puts them. */
    private Path folder(String name) throws IOException {
        Path folder = Files.createDirectory(dir.resolve(name));
        if (Files.exists(FILES.resolve(name + ".gguf"))) {
            imported(name, folder);
            return folder;
        }
        imported("qwen3", folder);
        Files.delete(folder.resolve("model.safetensors"));
        ObjectNode config = Json.read(FamilyFixture.of(name).dir().resolve("config.json"), ObjectNode.class);
        // Of Mistral's models those without a window are Llama to llama.cpp.
        config.putNull("sliding_window");
        Json.write(folder.resolve("config.json"), config);
        ObjectNode tokenizer = Json.read(folder.resolve("tokenizer.json"), ObjectNode.class);
        int rows = config.get("vocab_size").intValue();
        ((ObjectNode) tokenizer.at("/model/vocab"))
                .properties()
                .removeIf(token -> token.getValue().intValue() >= rows);
        Json.write(folder.resolve("tokenizer.json"), tokenizer);
        try (DirectoryStream<Path> weights =
                Files.newDirectoryStream(FamilyFixture.of(name).dir(), "model*")) {
            for (Path each : weights) {
                Files.copy(each, folder.resolve(each.getFileName()));
            }
        }
        return folder;
    }

    private static void imported(String name, Path folder) {
        try (GgufFile file = GgufFile.open(FILES.resolve(name + ".gguf"))) {
            GgufImport.write(file, folder, GgufImport.Widened.FLOAT32);
        }
    }
}
