package org.dasllm.format.gguf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.dasllm.format.safetensors.FloatCodec;

/** Elements that stand alone, and the little-endian numbers that blocks are made of. */
final class ScalarBlocks {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private ScalarBlocks() {}

    static void float32(byte[] bytes, int at, float[] into, int to) {
        into[to] = (float) FLOATS.get(bytes, at);
    }

    static void float64(byte[] bytes, int at, float[] into, int to) {
        into[to] = (float) (double) DOUBLES.get(bytes, at);
    }

    static void float16(byte[] bytes, int at, float[] into, int to) {
        into[to] = half(bytes, at);
    }

    static void bfloat16(byte[] bytes, int at, float[] into, int to) {
        into[to] = FloatCodec.fromBfloat16((short) SHORTS.get(bytes, at));
    }

    /** The IEEE 754 binary16 number at a place. */
    static float half(byte[] bytes, int at) {
        return FloatCodec.fromFloat16((short) SHORTS.get(bytes, at));
    }

    /** The unsigned 16 bits at a place. */
    static int unsignedShort(byte[] bytes, int at) {
        return (short) SHORTS.get(bytes, at) & 0xffff;
    }

    static int integer(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }
}
