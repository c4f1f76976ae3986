package org.dasllm.model.gguf;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.model.config.Attention;
import org.dasllm.model.weights.WeightSpec;

/** What a GGUF file calls the weights of the Hugging Face layout. */
final class GgufNames {
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");

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

    private GgufNames() {}

    static String of(GgufArchitecture architecture, String name) {
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

    /** The number of heads whose rows a file has in its own order; 0 for a weight in the order of the Hugging Face layout. */
    static int interleavedHeads(GgufArchitecture architecture, Attention attention, WeightSpec spec) {
        if (!architecture.interleaved()) {
            return 0;
        }
        return spec.name().contains(".self_attn.q_proj.")
                ? attention.heads()
                : spec.name().contains(".self_attn.k_proj.") ? attention.keyValueHeads() : 0;
    }
}
