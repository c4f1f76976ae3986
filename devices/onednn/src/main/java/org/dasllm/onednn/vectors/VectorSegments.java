package org.dasllm.onednn.vectors;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link VectorMemory} on Java 21 and later, by method handles, as this program is compiled for Java 17, which has no such segments. The handles
 * are constants, into which the compiler of the JVM sees as into calls.
 */
final class VectorSegments {
    private static final Class<?> SEGMENT = segmentType();
    private static final MethodHandle FLOATS = load(FloatVector.class);
    private static final MethodHandle INTS = load(IntVector.class);
    private static final MethodHandle SHORTS = load(ShortVector.class);
    private static final MethodHandle BYTES = load(ByteVector.class);
    private static final MethodHandle STORE_FLOATS = store(FloatVector.class);
    private static final MethodHandle STORE_INTS = store(IntVector.class);
    private static final MethodHandle STORE_SHORTS = store(ShortVector.class);

    private VectorSegments() {}

    private static Class<?> segmentType() {
        try {
            return Class.forName("java.lang.foreign.MemorySegment");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this Java has vectors of neither buffers nor memory segments", e);
        }
    }

    /** {@code (species, buffer, place) -> vector}. */
    private static MethodHandle load(Class<?> vector) {
        MethodType type = MethodType.methodType(vector, VectorSpecies.class, SEGMENT, long.class, ByteOrder.class);
        try {
            MethodHandle load = MethodHandles.lookup().findStatic(vector, "fromMemorySegment", type);
            return ofBuffer(MethodHandles.insertArguments(load, 3, ByteOrder.nativeOrder()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java's vectors are not known", e);
        }
    }

    /** {@code (vector, buffer, place) -> nothing}. */
    private static MethodHandle store(Class<?> vector) {
        MethodType type = MethodType.methodType(void.class, SEGMENT, long.class, ByteOrder.class);
        try {
            MethodHandle store = MethodHandles.lookup().findVirtual(vector, "intoMemorySegment", type);
            return ofBuffer(MethodHandles.insertArguments(store, 3, ByteOrder.nativeOrder()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java's vectors are not known", e);
        }
    }

    /** Lets a handle of {@code (any, segment, long)} take {@code (any, buffer, int)}. A segment begins at its buffer's position. */
    private static MethodHandle ofBuffer(MethodHandle handle) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle segment = lookup.findStatic(SEGMENT, "ofBuffer", MethodType.methodType(SEGMENT, Buffer.class));
        MethodHandle whole = lookup.findStatic(
                VectorSegments.class, "fromItsBeginning", MethodType.methodType(ByteBuffer.class, ByteBuffer.class));
        MethodHandle ofWhole = MethodHandles.filterReturnValue(
                whole, segment.asType(MethodType.methodType(SEGMENT, ByteBuffer.class)));
        MethodHandle filtered = MethodHandles.filterArguments(handle, 1, ofWhole);
        return MethodHandles.explicitCastArguments(filtered, filtered.type().changeParameterType(2, int.class));
    }

    private static ByteBuffer fromItsBeginning(ByteBuffer buffer) {
        return buffer.position() == 0 ? buffer : buffer.duplicate().rewind();
    }

    static FloatVector floats(VectorSpecies<Float> species, ByteBuffer from, int at) {
        try {
            return (FloatVector) FLOATS.invokeExact(species, from, at);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static IntVector ints(VectorSpecies<Integer> species, ByteBuffer from, int at) {
        try {
            return (IntVector) INTS.invokeExact(species, from, at);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static ShortVector shorts(VectorSpecies<Short> species, ByteBuffer from, int at) {
        try {
            return (ShortVector) SHORTS.invokeExact(species, from, at);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static ByteVector bytes(VectorSpecies<Byte> species, ByteBuffer from, int at) {
        try {
            return (ByteVector) BYTES.invokeExact(species, from, at);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static void store(FloatVector vector, ByteBuffer to, int at) {
        try {
            STORE_FLOATS.invokeExact(vector, to, at);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static void store(IntVector vector, ByteBuffer to, int at) {
        try {
            STORE_INTS.invokeExact(vector, to, at);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static void store(ShortVector vector, ByteBuffer to, int at) {
        try {
            STORE_SHORTS.invokeExact(vector, to, at);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(Throwable e) {
        if (e instanceof RuntimeException fault) {
            return fault;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }
}
