package org.dasllm.model.lora;

/** The names that PEFT gives to an adapter's tensors. */
public final class AdapterNames {
    private static final String PREFIX = "base_model.model.";

    private AdapterNames() {}

    /** A [rank, in] of a layer such as {@code model.layers.0.self_attn.q_proj}. */
    public static String a(String module) {
        return PREFIX + module + ".lora_A.weight";
    }

    /** B [out, rank]. */
    public static String b(String module) {
        return PREFIX + module + ".lora_B.weight";
    }
}
