package org.dasllm.export.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models and adapters that PEFT made, merged from file to file; the golden files are those of the model's tests. */
class PeftMergingTest {
    private static final Path REFERENCE = Path.of("../model/src/test/resources/reference");

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lora-list",
                "lora-all-linear",
                "lora-regex",
                "lora-some-layers",
                "lora-excluded",
                "rslora",
                "dora",
                "dora-biased-base",
                "dora-rslora-patterns",
                "patterns",
                "rslora-patterns",
                "head-untied",
                "head-tied"
            })
    void mergedIsBaseAndAdapter(String kind) {
        Path adapter = REFERENCE.resolve("adapters").resolve(kind);
        JsonNode facts = Json.readTree(adapter.resolve("facts.json"));
        try (MergedWeights weights =
                MergedWeights.open(REFERENCE.resolve(facts.path("base").asText()), adapter)) {
            AtomicFile.writeDirectory(dir.resolve("merged"), folder -> {
                weights.config().write(folder);
                WeightFiles.write(folder, weights, ExportType.F32, 50_000, Progress.SILENT);
            });
        }
        Path merged = dir.resolve("merged");
        boolean head =
                facts.path("given_to_peft").path("target_modules").toString().contains("lm_head");
        boolean tied = facts.path("tied").asBoolean() && !head;
        assertThat(ModelConfig.read(merged).tiedHead()).isEqualTo(tied);
        LanguageModel model = LanguageModel.load(new ReferenceDevice(), merged, Trainable.NOTHING, Optional.empty());
        JsonNode samples = Json.readTree(adapter.resolve("samples.json"));
        try (SafetensorsFile reference = SafetensorsFile.open(adapter.resolve("reference.safetensors"));
                Pass pass = model.device().inferencePass()) {
            for (int i = 0; i < samples.size(); i++) {
                int[] ids = Json.mapper().convertValue(samples.get(i).path("ids"), int[].class);
                float[] logits = model.logits(pass, ids, new Packing(ids.length));
                assertClose(logits, reference.floats("logits." + i));
                if (!kind.equals("head-tied")) { // where PEFT changes the embedding as well
                    assertClose(logits, reference.floats("merged.logits." + i));
                }
            }
        }
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).as("logit %d", i).isLessThan(1e-4f);
        }
    }
}
