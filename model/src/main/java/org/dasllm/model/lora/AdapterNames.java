package org.dasllm.model.lora;

import org.dasllm.format.adapter.AdapterConfig;

/** The names that PEFT gives to an adapter's tensors. */
public final class AdapterNames {
    private AdapterNames() {}

    /** A [rank, in] of a layer such as {@code model.layers.0.self_attn.q_proj}. */
    public static String a(String module) {
        return AdapterConfig.PREFIX + module + ".lora_A.weight";
    }

    /** B [out, rank]. */
    public static String b(String module) {
        return AdapterConfig.PREFIX + module + ".lora_B.weight";
    }

    /** DoRA's m [out]. */
    public static String magnitude(String module) {
        return AdapterConfig.PREFIX + module + ".lora_magnitude_vector";
    }

    /** The copy of the frozen weight [out, in] that PEFT writes beside the adapter of an output head. */
    static String base(String module) {
        return AdapterConfig.PREFIX + module + ".base_layer.weight";
    }
}
