package org.dasllm.onednn.vectors;

import java.nio.ByteBuffer;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Float32 to bfloat16, its upper half, and back. Offsets are in bytes. */
public final class Bfloat16 {
    public static final int BYTES = 2;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    private Bfloat16() {}

    /** Rounds to nearest, ties to even. */
    public static void narrow(ByteBuffer from, int fromOffset, ByteBuffer to, int toOffset, int count) {
        int i = 0;
        for (int end = Vectors.whole(count); i < end; i += Vectors.LANES) {
            IntVector bits = VectorMemory.ints(INTS, from, fromOffset + i * Float.BYTES);
            VectorMemory.store(upper(bits), to, toOffset + i * BYTES);
        }
        for (; i < count; i++) {
            to.putShort(toOffset + i * BYTES, narrow(from.getFloat(fromOffset + i * Float.BYTES)));
        }
    }

    /** The same for one vector, of which the bits are given. */
    public static ShortVector upper(IntVector bits) {
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        return (ShortVector) bits.add(odd)
                .add(0x7fff)
                .lanewise(VectorOperators.LSHR, 16)
                .convertShape(VectorOperators.I2S, Vectors.SHORTS, 0);
    }

    public static short narrow(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + ((bits >>> 16) & 1) + 0x7fff) >>> 16);
    }

    public static void widen(ByteBuffer from, int fromOffset, ByteBuffer to, int toOffset, int count) {
        int i = 0;
        for (int end = Vectors.whole(count); i < end; i += Vectors.LANES) {
            IntVector bits = (IntVector) VectorMemory.shorts(Vectors.SHORTS, from, fromOffset + i * BYTES)
                    .convertShape(VectorOperators.S2I, INTS, 0);
            VectorMemory.store(bits.lanewise(VectorOperators.LSHL, 16), to, toOffset + i * Float.BYTES);
        }
        for (; i < count; i++) {
            to.putFloat(toOffset + i * Float.BYTES, Float.intBitsToFloat(from.getShort(fromOffset + i * BYTES) << 16));
        }
    }
}
