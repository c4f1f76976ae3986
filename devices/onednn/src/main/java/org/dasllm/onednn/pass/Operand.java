package org.dasllm.onednn.pass;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.jspecify.annotations.Nullable;

/** Activations or gradients in the types that they are read in: made once, however many layers multiply them. */
public final class Operand {
    private final @Nullable Matrix wide;
    private final @Nullable Bfloat16Matrix narrow;

    private Operand(@Nullable Matrix wide, @Nullable Bfloat16Matrix narrow) {
        this.wide = wide;
        this.narrow = narrow;
    }

    /** Room for rows that are yet to be written. */
    public static Operand take(OpenPass pass, int rows, int columns, Reading reading) {
        return new Operand(
                reading.wide() ? pass.take(rows, columns) : null,
                reading.narrow() ? Bfloat16Matrix.take(pass, rows, columns) : null);
    }

    /** A matrix, rounded as well where it is read so. */
    public static Operand of(OpenPass pass, Matrix source, Reading reading) {
        return new Operand(source, reading.narrow() ? Bfloat16Matrix.of(pass, source) : null);
    }

    /** A matrix, with room for its rows rounded. */
    public static Operand beside(OpenPass pass, Matrix source, Reading reading) {
        return new Operand(
                source, reading.narrow() ? Bfloat16Matrix.take(pass, source.rows(), source.columns()) : null);
    }

    public Matrix wide() {
        return Objects.requireNonNull(wide, "read as float32 without having been made so");
    }

    public Bfloat16Matrix narrow() {
        return Objects.requireNonNull(narrow, "read as bfloat16 without having been made so");
    }

    /** Whether kernels in C write it: they need AVX-512, and write bfloat16 alone. */
    public boolean writtenInC() {
        return NativeKernels.AVX512 && wide == null && narrow != null;
    }

    /** Writes some columns of a row. */
    public void put(int row, int column, int count, ByteBuffer from, int offset) {
        if (wide != null) {
            wide.put(row, column, count, from, offset);
        }
        if (narrow != null) {
            narrow.put(row, column, count, from, offset);
        }
    }

    /** Rounds a row of a matrix with room beside it. */
    public void round(int row) {
        if (wide != null && narrow != null) {
            narrow.put(row, 0, wide.columns(), wide.data, wide.offset(row));
        }
    }
}
