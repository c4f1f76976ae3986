package org.dasllm.tensor;

/** In which type a device keeps frozen weights and multiplies; sums are float32 at least, and so is all that learns. */
public enum Precision {
    FLOAT32 {
        @Override
        public float rounded(float value) {
            return value;
        }
    },
    /** Half the memory, and the fast units of newer processors. */
    BFLOAT16 {
        @Override
        public float rounded(float value) {
            int bits = Float.floatToRawIntBits(value);
            int half = 0x7fff + ((bits >>> 16) & 1);
            return Float.isNaN(value) ? value : Float.intBitsToFloat((bits + half) & 0xffff0000);
        }
    };

    /** The nearest number of this type, of two the even one. */
    public abstract float rounded(float value);
}
