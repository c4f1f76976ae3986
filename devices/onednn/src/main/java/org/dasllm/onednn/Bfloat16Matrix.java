package org.dasllm.onednn;

import java.nio.ByteBuffer;

/** A row-major matrix of bfloat16 in native memory. */
record Bfloat16Matrix(int rows, int columns, ByteBuffer data, long address) {
    private static final int PIECE = 4096;

    static Bfloat16Matrix allocate(NativeMemory memory, int rows, int columns) {
        NativeMemory.Block block = memory.allocate((long) rows * columns * Bfloat16.BYTES, false);
        return new Bfloat16Matrix(rows, columns, block.data, block.address);
    }

    /** A float32 matrix rounded, in the pass's memory. */
    static Bfloat16Matrix of(OneDnnPass pass, Matrix source) {
        int size = source.size();
        Matrix room = pass.take(1, (size + 1) / 2);
        pass.pool().run((size + PIECE - 1) / PIECE, (item, lane) -> {
            int first = item * PIECE;
            Bfloat16.narrow(
                    source.data, first * Float.BYTES, room.data, first * Bfloat16.BYTES, Math.min(PIECE, size - first));
        });
        return new Bfloat16Matrix(source.rows(), source.columns(), room.data, room.address);
    }

    int offset(int row) {
        return row * columns * Bfloat16.BYTES;
    }

    long address(int row) {
        return address + (long) row * columns * Bfloat16.BYTES;
    }
}
