package org.dasllm.model.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufTensor;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.WeightSpec;

/** A file's tensors as the weights of the Hugging Face layout. */
final class GgufWeights {
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");
    private static final int SHOWN = 5;

    private static final Map<String, String> OUTSIDE = Map.of(
            "model.embed_tokens.weight", "token_embd.weight",
            "model.norm.weight", "output_norm.weight",
            "lm_head.weight", "output.weight");

    private static final Map<String, String> OF_EVERY_LAYER = Map.of(
            "self_attn.q_proj", "attn_q",
            "self_attn.k_proj", "attn_k",
            "self_attn.v_proj", "attn_v",
            "self_attn.o_proj", "attn_output",
            "self_attn.q_norm", "attn_q_norm",
            "self_attn.k_norm", "attn_k_norm",
            "mlp.gate_proj", "ffn_gate",
            "mlp.up_proj", "ffn_up",
            "mlp.down_proj", "ffn_down",
            "input_layernorm", "attn_norm");

    private static final Map<String, String> OF_GEMMA = Map.of(
            "post_attention_layernorm", "post_attention_norm",
            "pre_feedforward_layernorm", "ffn_norm",
            "post_feedforward_layernorm", "post_ffw_norm");

    private static final Map<String, String> OF_OTHERS = Map.of("post_attention_layernorm", "ffn_norm");

    private final GgufFile file;
    private final GgufArchitecture architecture;
    private final ModelConfig config;

    GgufWeights(GgufFile file, GgufArchitecture architecture, ModelConfig config) {
        this.file = file;
        this.architecture = architecture;
        this.config = config;
    }

    /**
     * Compares the file's tensors with what the model needs.
     *
     * @throws DasllmException naming what is missing, misshapen or left over
     */
    void check(List<WeightSpec> specs) {
        List<String> complaints = new ArrayList<>();
        Set<String> unknown = new HashSet<>(file.tensors().keySet());
        unknown.remove(RotaryFactors.TENSOR);
        for (WeightSpec spec : specs) {
            String name = stored(spec.name());
            unknown.remove(name);
            GgufTensor tensor = file.tensors().get(name);
            if (tensor == null) {
                complaints.add(name + " is missing");
            } else if (!Arrays.equals(
                    tensor.shape().stream().mapToLong(Long::longValue).toArray(), spec.shape())) {
                complaints.add(name + " has shape " + tensor.shape() + " instead of " + Arrays.toString(spec.shape()));
            }
        }
        unknown.stream().sorted().forEach(name -> complaints.add(name + " is not a weight of this architecture"));
        if (!complaints.isEmpty()) {
            int shown = Math.min(SHOWN, complaints.size());
            throw DasllmException.input(
                    file.path() + " is not a whole model of the architecture it names: "
                            + String.join("; ", complaints.subList(0, shown))
                            + (complaints.size() > shown ? "; and " + (complaints.size() - shown) + " more" : ""),
                    "Use a file of a whole model, or the model in the Hugging Face layout");
        }
    }

    /** The tensor that a weight is stored as. */
    GgufTensor tensor(WeightSpec spec) {
        return file.tensor(stored(spec.name()));
    }

    /** A weight's values, row by row. */
    float[] values(WeightSpec spec) {
        float[] values = file.floats(stored(spec.name()));
        if (architecture.isGemma() && spec.role() == WeightSpec.Role.NORM_FROM_ONE) {
            for (int i = 0; i < values.length; i++) {
                values[i] -= 1;
            }
        }
        boolean query = spec.name().contains(".self_attn.q_proj.");
        if (architecture.interleaved() && (query || spec.name().contains(".self_attn.k_proj."))) {
            int heads = query ? config.attention().heads() : config.attention().keyValueHeads();
            return halvesApart(values, (int) spec.shape()[0], heads);
        }
        return values;
    }

    private String stored(String name) {
        String outside = OUTSIDE.get(name);
        if (outside != null) {
            return outside;
        }
        Matcher layer = LAYER.matcher(name);
        Map<String, String> own = architecture.isGemma() ? OF_GEMMA : OF_OTHERS;
        String part = layer.matches() ? layer.group(2) : "";
        String stored = own.getOrDefault(part, OF_EVERY_LAYER.get(part));
        if (stored == null) {
            throw new IllegalStateException("no name is known for " + name);
        }
        return "blk." + layer.group(1) + "." + stored + "." + layer.group(3);
    }

    /**
     * Puts the rows of every head from the order in which neighbours are turned together (0, h, 1, h + 1, …) back to the one in
     * which a row is turned with the one half a head away (0, 1, …, h, h + 1, …).
     *
     * @param rows the matrix's rows, or a bias's elements
     */
    static float[] halvesApart(float[] values, int rows, int heads) {
        int columns = values.length / rows;
        int half = rows / heads / 2;
        float[] moved = new float[values.length];
        for (int row = 0; row < rows; row++) {
            int head = row / (2 * half);
            int pair = row % (2 * half) / 2;
            int to = head * 2 * half + row % 2 * half + pair;
            System.arraycopy(values, row * columns, moved, to * columns, columns);
        }
        return moved;
    }
}
