package org.dasllm.onednn.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.bytedeco.javacpp.Loader;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.AttentionShape;

/**
 * Kernels in C ({@code src/main/c}): rows times a weight, with products of integers and of bfloat16 that Java's vectors do not
 * have, and what attention does between its products. There is a library for each kind of processor. They are there where the
 * build found a C compiler, and are used where the processor has the instructions; else Java's take their place. Addresses are
 * of native memory, strides and sizes in numbers; nothing is checked.
 */
public final class NativeKernels {
    private static final String UNSUPPORTED = "the processor has not all of their instructions";

    private static final CRC32 CHECKSUM = new CRC32();

    /** The library for AVX-512 with its dot products, whose vectors have 16 lanes, or for AVX2, whose vectors have 8. */
    private static final Optional<String> LIBRARY = library();

    /** Why they are not used. */
    private static final Optional<String> MISSING =
            LIBRARY.map(NativeKernels::load).orElse(Optional.of(UNSUPPORTED));

    /** Whether there are those of AVX-512, which multiply bfloat16. */
    public static final boolean AVX512 = MISSING.isEmpty() && Vectors.LANES == 16;

    /** Whether there are those of AVX2, which widen bfloat16. */
    public static final boolean AVX2 = MISSING.isEmpty() && Vectors.LANES == 8;

    public static final boolean AVAILABLE = MISSING.isEmpty();

    /**
     * Whether {@link #panelProduct} makes products of bfloat16: its rate is that of oneDNN's kernels, it lays out factors faster and needs no code for
     * each shape. With AMX oneDNN's are faster.
     */
    public static final boolean PANELS = AVX512 && !OneDnnLibrary.hasAmx();

    /** Columns of a panel. */
    public static final int PANEL = 32;

    /** Numbers that {@link #round} rounds together. */
    public static final int ROUNDED_TOGETHER = 32;

    /** Bytes of a number that {@link #round8} writes. */
    public static final int ROUND8_BYTES = AVX2 ? 2 : 1;

    /** Rows whose rounded numbers lie together, at most; where some rows begin is a multiple of it. */
    public static final int ROWS_TOGETHER = 8;

    private NativeKernels() {}

    private static Optional<String> library() {
        if (Vectors.LANES == 16 && OneDnnLibrary.multipliesBfloat16()) {
            return Optional.of("avx512");
        }
        boolean eight = Vectors.LANES == 8 && !OneDnnLibrary.multipliesBfloat16();
        return eight && OneDnnLibrary.hasAvx2() ? Optional.of("avx2") : Optional.empty();
    }

    private static Optional<String> load(String name) {
        String file = "libdasllm_kernels_" + name + ".so";
        try (InputStream library =
                NativeKernels.class.getResourceAsStream(Loader.Detector.getPlatform() + "/" + file)) {
            if (library == null) {
                return Optional.of("the build had no C compiler for them");
            }
            load(file, new CheckedInputStream(library, CHECKSUM));
            return supported() == 0 ? Optional.of(UNSUPPORTED) : Optional.empty();
        } catch (IOException | UnsatisfiedLinkError failure) {
            return Optional.of("they cannot be loaded: " + failure.getMessage());
        }
    }

    private static void load(String name, InputStream library) throws IOException {
        Path file = Files.createTempFile("dasllm", name);
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

    /** Of the library, by which another build's is known; 0 where there is none. */
    public static long checksum() {
        return CHECKSUM.getValue();
    }

    /** Query heads whose scores lie in scratch at a time. */
    public static final int HEADS_TOGETHER = 4;

    private static native int supported();

    /** With AVX-512: a factor times float32 to bfloat16, to nearest, ties to even; a multiple of {@link #ROUNDED_TOGETHER} numbers. */
    public static native void round(long from, int count, float factor, long to);

    /** With AVX-512: to[rows, stride] = x[rows, columns] · w[outputs, columns]ᵀ, both in bfloat16; columns in whole 32s. */
    public static native void bf16(long w, int columns, int outputs, long x, int rows, long to, int stride);

    /** With AVX2: of every 16 numbers the even ones, then the odd ones, for {@link #widenedBf16}; a multiple of 16 numbers. */
    public static native void part(long from, int count, long to);

    /** With AVX2: to[rows, stride] = x[rows, columns] · w[outputs, columns]ᵀ, w in bfloat16; columns in whole 16s. */
    public static native void widenedBf16(long w, int columns, int outputs, long x, int rows, long to, int stride);

    /** Rows in blocks of 32 float32 numbers as 16-bit integers and a scale each, in the order that {@link #q8} reads. */
    public static native void round16(long from, int rows, int blocks, long to, long scales);

    /** to[rows, stride] = x · some groups of {@code PackedBlocks} in 8 bits; blocks are a row's. */
    public static native void q8(long w, int groups, int blocks, long x, long scales, int rows, long to, int stride);

    /** The same as 8-bit integers, of {@link #ROUND8_BYTES} each, with 8 times the sums of the integers, for {@link #q4}. */
    public static native void round8(long from, int rows, int blocks, long to, long scales, long shifts);

    /** to[rows, stride] = x · some groups of {@code PackedBlocks} in 4 bits; blocks are a row's. */
    public static native void q4(
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
     * With AVX-512: rows of scores, of which the first is at a position, against the keys from low on, become e^(score − max) in bfloat16, 0
     * where a row does not see; without a cap. Each row's max and sum are left in sums. The width is a multiple of 16.
     */
    public static native void softmax(
            long scores, int stride, int rows, int position, int low, int window, int width, long weights, long sums);

    /**
     * With AVX-512: scores and their weights' gradients become weights and the scores' gradients in bfloat16; without a cap. Rows behind the
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

    /**
     * With AVX-512: a tile of gate and of up, [rows, columns] of float32 without gaps, becomes a(gate) · up; it, gate and up go into matrices
     * of bfloat16 with stride numbers from row to row, gate and up not where keptGate is 0.
     */
    public static native void gate(
            boolean gelu,
            long gate,
            long up,
            int rows,
            int columns,
            long keptGate,
            long keptUp,
            long product,
            int stride);

    /**
     * With AVX-512: a tile of the gradient of a(gate) · up, [rows, columns] of float32 without gaps, becomes those of gate and of up, and the product
     * is made again; all of these are matrices of bfloat16 with stride numbers from row to row.
     */
    public static native void gateBackward(
            boolean gelu,
            long gradient,
            long gate,
            long up,
            int rows,
            int columns,
            long gateGradient,
            long upGradient,
            long product,
            int stride);

    /**
     * With AVX-512: lays out w, bfloat16 of an even depth and a number of columns, in panels of {@link #PANEL} columns, one behind the other: a panel has
     * for each two numbers of depth those of each column. The last one's columns that w does not have are 0.
     *
     * @param transposed whether w lies as [columns, depth], else as [depth, columns]
     */
    public static native void panels(long w, int stride, int columns, int depth, boolean transposed, long to);

    /**
     * With AVX-512: the panels of w [depth, columns] in float32, rounded, with zeros behind it up to a whole depth, which is even; each panel begins so
     * many numbers behind the one before.
     */
    public static native void roundedPanels(long w, int stride, int columns, int depth, int whole, long to, long apart);

    /** With AVX-512: the panel of some blocks of one group of {@code PackedBlocks}, rounded to bfloat16. */
    public static native void widenedPanel(long w, int blocks, int bits, long to);

    /**
     * With AVX-512: y[rows, columns] = x[rows, depth] · panels, plus y where sum is set; x in bfloat16, y in float32. A row's numbers are the same however
     * many rows there are.
     */
    public static native void panelProduct(
            long x, int strideX, int rows, long panels, int columns, int depth, boolean sum, long y, int strideY);

    /**
     * With AVX-512: RMSNorm of groups of float32 that lie one behind the other, into as many of bfloat16; inverses take each one's 1/√(mean(x²) + ε), unless
     * their address is 0.
     */
    public static native void norm(
            long from, int groups, int columns, long weight, float offset, float epsilon, long to, long inverses);
}
