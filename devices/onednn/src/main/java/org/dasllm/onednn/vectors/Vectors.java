package org.dasllm.onednn.vectors;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops over float32 numbers in native memory; offsets are in bytes, counts in floats.
 *
 * <p>Lanes are added up in a fixed order and not by the vector library's reduction, whose order is unspecified: results
 * must not depend on whether a loop has been compiled yet.
 */
public final class Vectors {
    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    public static final int LANES = SPECIES.length();
    /** As many shorts as there are floats in a vector. */
    public static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));

    private static final VectorShuffle<Float> HALF = turn(2);
    private static final VectorShuffle<Float> QUARTER = turn(4);
    private static final VectorShuffle<Float> EIGHTH = turn(8);
    private static final VectorShuffle<Float> SIXTEENTH = turn(16);
    /** Bytes of one vector. */
    public static final int STEP = LANES * Float.BYTES;

    private static final float LOG2_E = 1.442695f;
    /** ln 2 in two parts, the first with few bits, so that n · ln 2 is subtracted exactly. */
    private static final float LN2_HIGH = 6.933594e-1f;

    private static final float LN2_LOW = -2.1219444e-4f;
    /** Adding 1.5 · 2²³ leaves the rounded integer in a float's low bits. */
    public static final float ROUND = 12582912f;

    private static final float LOWEST = -87f;
    private static final float HIGHEST = 88f;

    private Vectors() {}

    public static FloatVector load(ByteBuffer data, int offset) {
        return VectorMemory.floats(SPECIES, data, offset);
    }

    public static void store(FloatVector vector, ByteBuffer data, int offset) {
        VectorMemory.store(vector, data, offset);
    }

    /** The multiple of the vector length that is not above count. */
    public static int whole(int count) {
        return count - count % LANES;
    }

    /** The multiple of the vector length that is not below count. */
    public static int padded(int count) {
        return whole(count + LANES - 1);
    }

    public static float sum(FloatVector vector) {
        FloatVector halves = vector.add(vector.rearrange(HALF));
        FloatVector quarters = halves.add(halves.rearrange(QUARTER));
        FloatVector eighths = LANES < 8 ? quarters : quarters.add(quarters.rearrange(EIGHTH));
        return (LANES < 16 ? eighths : eighths.add(eighths.rearrange(SIXTEENTH))).lane(0);
    }

    /** Brings a part of a vector's lanes to its front. */
    private static VectorShuffle<Float> turn(int part) {
        return VectorShuffle.iota(SPECIES, LANES / part, 1, true);
    }

    /** eˣ, to about two units in the last place; arguments are held between −87 and 88. */
    public static FloatVector exp(FloatVector argument) {
        FloatVector x = argument.max(LOWEST).min(HIGHEST);
        FloatVector shifted = x.mul(LOG2_E).add(ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(SPECIES, 1.9875691e-4f);
        p = p.fma(r, FloatVector.broadcast(SPECIES, 1.3981999e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 8.333452e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 4.1665796e-2f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 1.6666666e-1f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 5e-1f));
        p = p.fma(r.mul(r), r.add(1f));
        return p.reinterpretAsInts()
                .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
    }

    /** The same for the last few numbers of a row. */
    public static float exp(float argument) {
        return (float) Math.exp(Math.min(Math.max(argument, LOWEST), HIGHEST));
    }

    /** tanh x: a polynomial near 0 (Cephes, tanhf.c), else 1 − 2/(e²ˣ + 1); to about two units in the last place. */
    public static FloatVector tanh(FloatVector x) {
        FloatVector z = x.mul(x);
        FloatVector p = FloatVector.broadcast(SPECIES, -5.7049887e-3f);
        p = p.fma(z, FloatVector.broadcast(SPECIES, 2.0639088e-2f));
        p = p.fma(z, FloatVector.broadcast(SPECIES, -5.3739715e-2f));
        p = p.fma(z, FloatVector.broadcast(SPECIES, 1.3331442e-1f));
        p = p.fma(z, FloatVector.broadcast(SPECIES, -0.3333328f));
        FloatVector near = p.mul(z).fma(x, x);
        FloatVector far = FloatVector.broadcast(SPECIES, 1f)
                .sub(FloatVector.broadcast(SPECIES, 2f).div(exp(x.add(x)).add(1f)));
        return far.blend(near, x.abs().compare(VectorOperators.LT, 0.625f));
    }

    /** ln x of positive normal numbers, to about two units in the last place (Cephes, logf.c). */
    public static FloatVector log(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        // The exponent of x / √½, so that the mantissa is from √½ to √2.
        IntVector exponent = bits.sub(0x3f3504f3).lanewise(VectorOperators.ASHR, 23);
        FloatVector m = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1f);
        FloatVector e = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
        FloatVector z = m.mul(m);
        FloatVector p = FloatVector.broadcast(SPECIES, 7.0376836e-2f);
        p = p.fma(m, FloatVector.broadcast(SPECIES, -1.1514610e-1f));
        p = p.fma(m, FloatVector.broadcast(SPECIES, 1.1676998e-1f));
        p = p.fma(m, FloatVector.broadcast(SPECIES, -1.2420141e-1f));
        p = p.fma(m, FloatVector.broadcast(SPECIES, 1.4249323e-1f));
        p = p.fma(m, FloatVector.broadcast(SPECIES, -1.6668057e-1f));
        p = p.fma(m, FloatVector.broadcast(SPECIES, 2.0000714e-1f));
        p = p.fma(m, FloatVector.broadcast(SPECIES, -2.4999994e-1f));
        p = p.fma(m, FloatVector.broadcast(SPECIES, 0.3333333f));
        FloatVector y = e.mul(LN2_LOW).add(p.mul(z).mul(m)).sub(z.mul(0.5f));
        return e.fma(FloatVector.broadcast(SPECIES, LN2_HIGH), m.add(y));
    }

    public static void fill(ByteBuffer data, int offset, int count, float value) {
        FloatVector vector = FloatVector.broadcast(SPECIES, value);
        int i = 0;
        for (int end = whole(count); i < end; i += LANES) {
            store(vector, data, offset + i * Float.BYTES);
        }
        for (; i < count; i++) {
            data.putFloat(offset + i * Float.BYTES, value);
        }
    }

    public static void copy(ByteBuffer from, int fromOffset, ByteBuffer to, int toOffset, int count) {
        to.put(toOffset, from, fromOffset, count * Float.BYTES);
    }

    /** to = factor · from. */
    public static void scale(float factor, ByteBuffer from, int fromOffset, ByteBuffer to, int toOffset, int count) {
        int i = 0;
        for (int end = whole(count); i < end; i += LANES) {
            store(load(from, fromOffset + i * Float.BYTES).mul(factor), to, toOffset + i * Float.BYTES);
        }
        for (; i < count; i++) {
            to.putFloat(toOffset + i * Float.BYTES, factor * from.getFloat(fromOffset + i * Float.BYTES));
        }
    }

    /** to += factor · from. */
    public static void addScaled(
            float factor, ByteBuffer from, int fromOffset, ByteBuffer to, int toOffset, int count) {
        FloatVector factors = FloatVector.broadcast(SPECIES, factor);
        int i = 0;
        for (int end = whole(count); i < end; i += LANES) {
            int at = toOffset + i * Float.BYTES;
            store(load(from, fromOffset + i * Float.BYTES).fma(factors, load(to, at)), to, at);
        }
        for (; i < count; i++) {
            int at = toOffset + i * Float.BYTES;
            to.putFloat(at, Math.fma(factor, from.getFloat(fromOffset + i * Float.BYTES), to.getFloat(at)));
        }
    }

    /** Σ a · b. */
    public static float dot(ByteBuffer a, int offsetA, ByteBuffer b, int offsetB, int count) {
        FloatVector even = FloatVector.zero(SPECIES);
        FloatVector odd = FloatVector.zero(SPECIES);
        int i = 0;
        for (int end = count - count % (2 * LANES); i < end; i += 2 * LANES) {
            int at = i * Float.BYTES;
            even = load(a, offsetA + at).fma(load(b, offsetB + at), even);
            odd = load(a, offsetA + at + STEP).fma(load(b, offsetB + at + STEP), odd);
        }
        float total = sum(even.add(odd));
        for (; i < count; i++) {
            int at = i * Float.BYTES;
            total = Math.fma(a.getFloat(offsetA + at), b.getFloat(offsetB + at), total);
        }
        return total;
    }
}
