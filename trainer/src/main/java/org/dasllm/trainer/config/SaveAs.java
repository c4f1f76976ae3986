package org.dasllm.trainer.config;

import org.dasllm.format.safetensors.DType;

/** How the weights of a whole model are stored. */
public enum SaveAs {
    F32(DType.F32),
    BF16(DType.BF16);

    private final DType type;

    SaveAs(DType type) {
        this.type = type;
    }

    public DType type() {
        return type;
    }
}
