package org.dasllm.model.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.format.gguf.GgufWriter;
import org.dasllm.format.gguf.TensorType;
import org.dasllm.model.config.Attention;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.config.Positions;
import org.dasllm.model.config.Rope;
import org.dasllm.model.config.RopeScaling;
import org.dasllm.tensor.AttentionShape;

/** The keys of a configuration. */
final class GgufKeys {
    private static final int QUANTISATION_VERSION = 2;

    private final ModelConfig config;
    private final GgufArchitecture architecture;

    GgufKeys(ModelConfig config, GgufArchitecture architecture) {
        this.config = config;
        this.architecture = architecture;
    }

    void write(GgufWriter writer, String name, int fileType) {
        String key = architecture.name().toLowerCase(Locale.ROOT);
        String prefix = key + ".";
        Attention attention = config.attention();
        writer.text("general.architecture", key).text("general.type", "model").text("general.name", name);
        writer.whole("general.file_type", fileType).whole("general.quantization_version", QUANTISATION_VERSION);
        writer.whole(prefix + "block_count", config.layers());
        writer.whole(prefix + "context_length", config.contextLength());
        writer.whole(prefix + "embedding_length", config.hiddenSize());
        writer.whole(prefix + "feed_forward_length", config.feedForward().intermediateSize());
        writer.whole(prefix + "attention.head_count", attention.heads());
        writer.whole(prefix + "attention.head_count_kv", attention.keyValueHeads());
        writer.whole(prefix + "attention.key_length", attention.headSize());
        writer.whole(prefix + "attention.value_length", attention.headSize());
        writer.real(prefix + "attention.layer_norm_rms_epsilon", config.normEpsilon());
        writer.whole(prefix + "vocab_size", config.vocabularySize());
        writer.whole(prefix + "rope.dimension_count", attention.headSize());
        rope().ifPresent(rope -> rotary(writer, prefix, rope));
        sliding(writer, prefix, attention);
    }

    private void sliding(GgufWriter writer, String prefix, Attention attention) {
        config.positions().stream()
                .filter(each -> each.window() != AttentionShape.EVERYTHING && architecture.isGemma())
                .findFirst()
                .ifPresent(each -> writer.whole(prefix + "attention.sliding_window", each.window()));
        if (attention.softCap() != AttentionShape.UNCAPPED) {
            writer.real(prefix + "attn_logit_softcapping", attention.softCap());
        }
        if (config.head().softCap() != AttentionShape.UNCAPPED) {
            writer.real(prefix + "final_logit_softcapping", config.head().softCap());
        }
    }

    /** Of layers that see everything, if there are some: Gemma 3 turns the others by a constant of its own. */
    private Optional<Rope> rope() {
        List<Positions> turned = config.positions().stream()
                .filter(each -> each.rope().isPresent())
                .toList();
        return turned.stream()
                .filter(each -> each.window() == AttentionShape.EVERYTHING)
                .findFirst()
                .or(() -> turned.stream().findFirst())
                .flatMap(Positions::rope);
    }

    private void rotary(GgufWriter writer, String prefix, Rope rope) {
        writer.real(prefix + "rope.freq_base", rope.theta());
        if (rope.scaling() instanceof RopeScaling.Linear linear) {
            writer.text(prefix + "rope.scaling.type", "linear").real(prefix + "rope.scaling.factor", linear.factor());
        } else if (rope.scaling() instanceof RopeScaling.Llama3 scaling) {
            int half = config.attention().headSize() / 2;
            ByteBuffer divisors = ByteBuffer.allocate(half * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < half; i++) {
                float frequency = (float) Math.pow(rope.theta(), -(double) i / half);
                divisors.putFloat(frequency / scaling.scaled(frequency));
            }
            writer.tensor(RotaryFactors.TENSOR, TensorType.F32, List.of((long) half), divisors::flip);
        }
    }
}
