package org.dasllm.export.weights;

import org.dasllm.format.safetensors.DType;

/** The element type of the merged weights. */
public enum ExportType {
    F32(DType.F32, "float32"),
    BF16(DType.BF16, "bfloat16"),
    F16(DType.F16, "float16");

    private final DType stored;
    private final String torchName;

    ExportType(DType stored, String torchName) {
        this.stored = stored;
        this.torchName = torchName;
    }

    DType stored() {
        return stored;
    }

    /** What config.json calls it. */
    public String torchName() {
        return torchName;
    }

    /** The first value that this type cannot hold: not a number, infinite, or beyond its largest; -1 for none. */
    int firstUnfit(float[] values) {
        for (int i = 0; i < values.length; i++) {
            // 65520 is the first value that rounds to infinity in binary16; 0x1.ffp127 in bfloat16.
            float magnitude = Math.abs(values[i]);
            boolean fits = switch (this) {
                case F32 -> magnitude <= Float.MAX_VALUE;
                case BF16 -> magnitude < 0x1.ffp127f;
                case F16 -> magnitude < 65520f;
            };
            if (!fits) {
                return i;
            }
        }
        return -1;
    }
}
