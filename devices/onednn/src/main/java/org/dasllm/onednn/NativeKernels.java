package org.dasllm.onednn;

import java.io.File;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * Kernels in C ({@code src/main/c}) of decoding, with dot products that Java's vectors do not have, and of attention. They are there where the build found a C compiler, and are used where the processor has the instructions; else Java's take their
 * place. Addresses are of native memory, strides and sizes in numbers; nothing is checked.
 */
final class NativeKernels {
    private static final String NAME = "libdasllm_kernels.so";
    /** Why they are not used. */
    private static final Optional<String> MISSING = load();

    static final boolean AVAILABLE = MISSING.isEmpty();

    private NativeKernels() {}

    private static Optional<String> load() {
        String resource = Loader.Detector.getPlatform() + "/" + NAME;
        if (NativeKernels.class.getResource(resource) == null) {
            return Optional.of("the build had no C compiler for them");
        }
        if (Vectors.LANES != LANES || !OneDnnLibrary.multipliesBfloat16()) {
            return Optional.of("the processor has not all of their instructions");
        }
        try {
            File file = Loader.cacheResource(NativeKernels.class, resource);
            System.load(file.getPath());
            return supported() == 0 ? Optional.of("the processor has not all of their instructions") : Optional.empty();
        } catch (IOException | UnsatisfiedLinkError failure) {
            return Optional.of("they cannot be loaded: " + failure.getMessage());
        }
    }

    /** Which of them are used, and why not the others. */
    static String description() {
        return MISSING.map(why -> "decoding by Java's vectors (" + why + ")").orElse("decoding in C");
    }

    /** Outputs of a vector, which the layout of blocks depends on. */
    private static final int LANES = 16;

    /** Query heads whose scores lie in scratch at a time. */
    static final int HEADS_TOGETHER = 4;

    private static native int supported();

    /** Float32 numbers, the even ones of every 32 before the odd ones; a multiple of 32. */
    static native void part(long from, int count, long to);

    /** to[rows, stride] = x[rows, columns] · w[outputs, columns]ᵀ; x as {@link #part} leaves it, columns in whole 32s. */
    static native void bf16(long w, int columns, int outputs, long x, int rows, long to, int stride);

    /** Rows in blocks of 32 float32 numbers as 16-bit integers and a scale each, in the order that {@link #q8} reads. */
    static native void round16(long from, int rows, int blocks, long to, long scales);

    /** to[rows, stride] = x · some groups of {@link PackedBlocks} in 8 bits; blocks are a row's. */
    static native void q8(long w, int groups, int blocks, long x, long scales, int rows, long to, int stride);

    /** The same as 8-bit integers, with 8 times the sums of the integers, for {@link #q4}. */
    static native void round8(long from, int rows, int blocks, long to, long scales, long shifts);

    /** to[rows, stride] = x · some groups of {@link PackedBlocks} in 4 bits; blocks are a row's. */
    static native void q4(
            long w, int groups, int blocks, long x, long scales, long shifts, int rows, long to, int stride);

    /**
     * The query heads of one key/value head against n positions of a {@link NativeKeyValueCache}, of which those from seen on
     * count; without a cap. Scratch has room for {@link #HEADS_TOGETHER} rows of all groups with these positions.
     */
    static native void attend(
            long q,
            int heads,
            int size,
            float scale,
            long keys,
            long values,
            long groupBytes,
            int seen,
            int n,
            long scratch,
            long output);

    /**
     * Rows of scores, of which the first is at a position, against the keys from low on, become e^(score − max) in bfloat16, 0
     * where a row does not see; without a cap. Each row's max and sum are left in sums. The width is a multiple of 16.
     */
    static native void softmax(
            long scores, int stride, int rows, int position, int low, int window, int width, long weights, long sums);

    /**
     * Scores and their weights' gradients become weights and the scores' gradients in bfloat16; without a cap. Rows behind the
     * last, up to all, are 0. Outputs and their gradients have that many columns from row to row, of which size are read.
     */
    static native void slopes(
            long scores,
            long gradients,
            int stride,
            int rows,
            int all,
            int position,
            int low,
            int window,
            int width,
            long logSums,
            long output,
            long outputGradient,
            int columns,
            int size,
            long weights,
            long slopes);
}
