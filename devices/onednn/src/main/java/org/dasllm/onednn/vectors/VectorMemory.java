package org.dasllm.onednn.vectors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors from memory and into it, in the machine's order of bytes. The incubating module has had methods for buffers up to Java 20 and has those for
 * memory segments since, so that a program for both calls neither without looking. Places are absolute and in bytes.
 */
public final class VectorMemory {
    /** Known once, so that the compiler of the JVM leaves the other way out. */
    private static final boolean BY_BUFFER = hasMethodsForBuffers();

    private VectorMemory() {}

    private static boolean hasMethodsForBuffers() {
        try {
            FloatVector.class.getMethod(
                    "fromByteBuffer", VectorSpecies.class, ByteBuffer.class, int.class, ByteOrder.class);
            return true;
        } catch (NoSuchMethodException later) {
            return false;
        }
    }

    public static FloatVector floats(VectorSpecies<Float> species, ByteBuffer from, int at) {
        return BY_BUFFER
                ? FloatVector.fromByteBuffer(species, from, at, ByteOrder.nativeOrder())
                : VectorSegments.floats(species, from, at);
    }

    public static IntVector ints(VectorSpecies<Integer> species, ByteBuffer from, int at) {
        return BY_BUFFER
                ? IntVector.fromByteBuffer(species, from, at, ByteOrder.nativeOrder())
                : VectorSegments.ints(species, from, at);
    }

    public static ShortVector shorts(VectorSpecies<Short> species, ByteBuffer from, int at) {
        return BY_BUFFER
                ? ShortVector.fromByteBuffer(species, from, at, ByteOrder.nativeOrder())
                : VectorSegments.shorts(species, from, at);
    }

    public static ByteVector bytes(VectorSpecies<Byte> species, ByteBuffer from, int at) {
        return BY_BUFFER
                ? ByteVector.fromByteBuffer(species, from, at, ByteOrder.nativeOrder())
                : VectorSegments.bytes(species, from, at);
    }

    public static void store(FloatVector vector, ByteBuffer to, int at) {
        if (BY_BUFFER) {
            vector.intoByteBuffer(to, at, ByteOrder.nativeOrder());
        } else {
            VectorSegments.store(vector, to, at);
        }
    }

    public static void store(IntVector vector, ByteBuffer to, int at) {
        if (BY_BUFFER) {
            vector.intoByteBuffer(to, at, ByteOrder.nativeOrder());
        } else {
            VectorSegments.store(vector, to, at);
        }
    }

    public static void store(ShortVector vector, ByteBuffer to, int at) {
        if (BY_BUFFER) {
            vector.intoByteBuffer(to, at, ByteOrder.nativeOrder());
        } else {
            VectorSegments.store(vector, to, at);
        }
    }
}
