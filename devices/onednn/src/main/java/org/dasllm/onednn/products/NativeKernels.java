package org.dasllm.onednn.products;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.dasllm.onednn.threads.OneDnnLibrary;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.AttentionShape;

/**
 * Kernels in C ({@code src/main/c}): few rows times a weight, with dot products that Java's vectors do not have, and what
 * attention does between its products. They are there where the build found a C compiler, and are used where the processor
 * has the instructions; else Java's take their place. Addresses are of native memory, strides and sizes in numbers; nothing is
 * checked.
 */
public final class NativeKernels {
    private static final String NAME = "libdasllm_kernels.so";
    /** Why they are not used. */
    private static final Optional<String> MISSING = load();

    public static final boolean AVAILABLE = MISSING.isEmpty();

    private NativeKernels() {}

    private static Optional<String> load() {
        if (Vectors.LANES != LANES || !OneDnnLibrary.multipliesBfloat16()) {
            return Optional.of("the processor has not all of their instructions");
        }
        try (InputStream library =
                NativeKernels.class.getResourceAsStream(Loader.Detector.getPlatform() + "/" + NAME)) {
            if (library == null) {
                return Optional.of("the build had no C compiler for them");
            }
            load(library);
            return supported() == 0 ? Optional.of("the processor has not all of their instructions") : Optional.empty();
        } catch (IOException | UnsatisfiedLinkError failure) {
            return Optional.of("they cannot be loaded: " + failure.getMessage());
        }
    }

    private static void load(InputStream library) throws IOException {
        Path file = Files.createTempFile("dasllm", NAME);
        try {
            Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
            System.load(file.toString());
        } finally {
            // It stays loaded without its name.
            Files.deleteIfExists(file);
        }
    }

    /** Whether those of attention are used: they know no cap. */
    public static boolean attendTo(AttentionShape shape) {
        return AVAILABLE && !shape.capped();
    }

    /** Which of them are used, and why not the others. */
    public static String description() {
        return MISSING.map(why -> "kernels in Java (" + why + ")").orElse("kernels in C");
    }

    /** Outputs of a vector, which the layout of blocks depends on. */
    private static final int LANES = 16;

    /** Query heads whose scores lie in scratch at a time. */
    public static final int HEADS_TOGETHER = 4;

    private static native int supported();

    /** Float32 to bfloat16, to nearest, ties to even; a multiple of 32 numbers. */
    public static native void round(long from, int count, long to);

    /** to[rows, stride] = x[rows, columns] · w[outputs, columns]ᵀ, both in bfloat16; columns in whole 32s. */
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
     * The query heads of one key/value head against n positions of a {@code NativeKeyValueCache}, of which those from seen on
     * count; without a cap. Scratch has room for {@link #HEADS_TOGETHER} rows of all groups with these positions.
     */
    public static native void attend(
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
    public static native void softmax(
            long scores, int stride, int rows, int position, int low, int window, int width, long weights, long sums);

    /**
     * Scores and their weights' gradients become weights and the scores' gradients in bfloat16; without a cap. Rows behind the
     * last, up to all, are 0. Outputs and their gradients have that many columns from row to row, of which size are read.
     */
    public static native void slopes(
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
