package org.dasllm.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.FloatCodec;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.dasllm.model.family.FamilyFixture;
import org.dasllm.model.llm.ModelFolder;
import org.dasllm.model.weights.WeightSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The families' models, written by the gguf package's names and llama.cpp's order of rows (tools/reference/gguf_models.py), come back
 * as the models they were made of. What those compute is held to transformers by FamilyTest.
 */
class FamiliesImportTest {
    private static final Path FILES = Path.of("src/test/resources/reference/gguf");

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"llama3-bf16", "qwen2-fp16", "qwen3", "smollm3", "gemma2-bf16", "gemma3"})
    void weightsComeBackAsTheyWere(String name) {
        imported(name);
        FamilyFixture fixture = FamilyFixture.of(name);
        ModelConfig config = ModelConfig.read(fixture.dir());
        try (Checkpoint source = Checkpoint.open(fixture.dir());
                Checkpoint read = Checkpoint.open(dir)) {
            for (WeightSpec spec : Family.of(config).decoder(config).weights()) {
                float[] expected = source.floats(spec.name());
                boolean rounded = spec.shape().length == 2 && !name.endsWith("bf16");
                for (int i = 0; rounded && i < expected.length; i++) {
                    expected[i] = FloatCodec.fromFloat16(FloatCodec.toFloat16(expected[i]));
                }
                float[] values = read.floats(spec.name());
                // One added and taken away again costs the last digits of a small number.
                float most = spec.role() == WeightSpec.Role.NORM_FROM_ONE ? 1.2e-7f : 0;
                assertThat(values).as(spec.name()).containsExactly(expected, Offset.offset(most));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3-bf16", "qwen2-fp16", "qwen3", "smollm3"})
    void configurationsComeBackAsTheyWere(String name) {
        imported(name);
        ModelConfig expected = ModelConfig.read(FamilyFixture.of(name).dir());
        ModelConfig read = ModelConfig.read(dir);
        assertThat(read.architecture()).isEqualTo(expected.architecture());
        assertThat(read.attention()).isEqualTo(expected.attention());
        assertThat(read.feedForward()).isEqualTo(expected.feedForward());
        assertThat(read.positions()).isEqualTo(expected.positions());
        assertThat(read.normEpsilon()).isEqualTo((float) expected.normEpsilon());
        assertThat(read.head()).isEqualTo(expected.head());
        assertThat(read.contextLength()).isEqualTo(expected.contextLength());
        assertThat(read.bos()).hasValue(1);
    }

    /** llama.cpp has Gemma's scale of queries and pattern of layers in its code: the small models' own cannot come back. */
    @Test
    void whatIsFixedForGemmaIsAsInItsPublishedModels() {
        imported("gemma2-bf16");
        ModelConfig second = ModelConfig.read(dir);
        assertThat(second.attention().scale())
                .isEqualTo(1 / Math.sqrt(second.attention().headSize()));
        assertThat(second.attention().softCap()).isEqualTo(2);
        assertThat(second.head().softCap()).isEqualTo(5);
        assertThat(second.positions())
                .isEqualTo(ModelConfig.read(FamilyFixture.of("gemma2").dir()).positions());
    }

    @Test
    void aFileInTheFoldersPlaceIsNamedWithTheCommandThatHelps() {
        assertThatThrownBy(() -> ModelFolder.open(FILES.resolve("qwen3.gguf")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("qwen3.gguf (looked for at ")
                .hasMessageContaining("is a GGUF file, and a model's folder is wanted")
                .hasMessageContaining("dasllm import " + FILES.resolve("qwen3.gguf") + " --out FOLDER");
    }

    @Test
    void aTensorTooManyOrTooFewIsNamed() {
        try (GgufFile file = GgufFile.open(FILES.resolve("qwen2-fp16.gguf"))) {
            ModelConfig other = ModelConfig.read(FamilyFixture.of("qwen3").dir());
            GgufWeights weights = new GgufWeights(file, GgufArchitecture.QWEN3, other);
            assertThatThrownBy(
                            () -> weights.check(Family.of(other).decoder(other).weights()))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("is not a whole model of the architecture it names")
                    .hasMessageContaining("blk.0.attn_");
        }
    }

    private void imported(String name) {
        try (GgufFile file = GgufFile.open(FILES.resolve(name + ".gguf"))) {
            GgufImport.write(file, dir, GgufImport.Widened.FLOAT32);
        }
        assertThat(Files.exists(dir.resolve("tokenizer.json"))).isTrue();
        ModelFolder.open(dir).close();
    }
}
