package org.dasllm.model.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint with values that are no numbers is refused when it is loaded, whatever it is loaded for. */
class BrokenWeightsTest {
    private static final LoraSpec LORA = new LoraSpec(2, 4, Set.of(LoraSpec.ALL_LINEAR), 1);

    @TempDir
    Path dir;

    private void base(DType type) {
        try (ReferenceDevice device = new ReferenceDevice()) {
            LanguageModel.random(device, ModelConfig.llama(40, 16, 24, 2, 2, 1, 32), 1)
                    .saveFull(dir, type);
        }
    }

    /** Overwrites a tensor's second number. */
    private static void spoil(Path file, String name, DType type, int bits) throws IOException {
        long length;
        long begin;
        try (SafetensorsFile open = SafetensorsFile.open(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(channel.read(header, 0)).isEqualTo(8);
            length = header.flip().getLong();
            begin = open.info(name).begin();
            int size = type.bits() / 8;
            ByteBuffer number = ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0, bits)
                    .limit(size);
            assertThat(channel.write(number, 8 + length + begin + size)).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F32, model.embed_tokens.weight, 7FC00000, NaN",
        "F32, model.norm.weight, FF800000, -Infinity",
        "BF16, model.layers.1.mlp.down_proj.weight, 7F80, Infinity",
        "BF16, model.layers.0.input_layernorm.weight, 7FFF, NaN",
        "F16, model.layers.0.self_attn.k_proj.weight, 7E00, NaN",
        "F16, model.layers.1.mlp.gate_proj.weight, FC00, -Infinity",
    })
    void ofTheBase(DType type, String tensor, String bits, String value) throws IOException {
        base(type);
        Path file = dir.resolve(Checkpoint.SINGLE);
        spoil(file, tensor, type, Integer.parseUnsignedInt(bits, 16));
        for (Trainable use : List.of(Trainable.NOTHING, Trainable.EVERYTHING, Trainable.adapters(LORA))) {
            try (ReferenceDevice device = new ReferenceDevice()) {
                assertThatThrownBy(() -> LanguageModel.load(device, dir, use, Optional.empty()))
                        .isInstanceOfSatisfying(
                                DasllmException.class,
                                e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                        .hasMessageContainingAll(file.toString(), tensor, value);
            }
        }
    }

    @Test
    void ofAnAdapter(@TempDir Path adapter) throws IOException {
        base(DType.F32);
        try (ReferenceDevice device = new ReferenceDevice()) {
            LanguageModel.load(device, dir, Trainable.adapters(LORA), Optional.empty())
                    .saveAdapter(adapter);
        }
        Path file = adapter.resolve(AdapterConfig.WEIGHTS_FILE);
        String tensor = "base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight";
        spoil(file, tensor, DType.F32, 0x7FC00000);
        try (ReferenceDevice device = new ReferenceDevice()) {
            assertThatThrownBy(() -> LanguageModel.load(device, dir, Trainable.NOTHING, Optional.of(adapter)))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContainingAll(file.toString(), tensor, "NaN");
        }
    }
}
