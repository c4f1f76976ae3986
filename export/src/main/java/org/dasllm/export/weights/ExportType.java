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
        // 65520 is the first value that rounds to infinity in binary16; 0x1.ffp127 in bfloat16.
        float limit = switch (this) {
            case F32 -> Float.POSITIVE_INFINITY;
            case BF16 -> 0x1.ffp127f;
            case F16 -> 65520f;
        };
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) < limit)) {
                return i;
            }
        }
        return -1;
    }
}
