package org.dasllm.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A few rows rounded to 8 bits by blocks of 32, as ggml does before it multiplies with 4 bits: the greatest magnitude of a
 * block becomes ±127.
 *
 * @param codes [rows, columns] in 16 bits
 * @param scales for each block of each row, its scale as float32, then 8 · Σ codes as an integer
 */
record RoundedRows(int columns, ByteBuffer codes, ByteBuffer scales) {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Rounds x, in the pass's memory. */
    static RoundedRows of(OneDnnPass pass, Matrix x) {
        int blocks = x.size() / PackedBlocks.BLOCK;
        Matrix codes = pass.take(1, x.size() / 2);
        Matrix scales = pass.take(1, 2 * blocks);
        for (int block = 0; block < blocks; block++) {
            int at = block * PackedBlocks.BLOCK;
            round(x.data, at * Float.BYTES, codes.data, at * Short.BYTES, scales.data, 2 * block * Float.BYTES);
        }
        return new RoundedRows(x.columns(), codes.data, scales.data);
    }

    private static void round(ByteBuffer x, int at, ByteBuffer codes, int codesAt, ByteBuffer scales, int scaleAt) {
        FloatVector greatest = FloatVector.zero(Vectors.SPECIES);
        for (int i = 0; i < PackedBlocks.BLOCK; i += Vectors.LANES) {
            greatest = greatest.max(Vectors.load(x, at + i * Float.BYTES).abs());
        }
        float scale = greatest.reduceLanes(VectorOperators.MAX) / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        IntVector sum = IntVector.zero(INTS);
        for (int i = 0; i < PackedBlocks.BLOCK; i += Vectors.LANES) {
            IntVector code = Vectors.load(x, at + i * Float.BYTES)
                    .mul(inverse)
                    .add(Vectors.ROUND)
                    .reinterpretAsInts()
                    .sub(Float.floatToRawIntBits(Vectors.ROUND));
            sum = sum.add(code);
            ((ShortVector) code.convertShape(VectorOperators.I2S, Vectors.SHORTS, 0))
                    .intoByteBuffer(codes, codesAt + i * Short.BYTES, ByteOrder.nativeOrder());
        }
        scales.putFloat(scaleAt, scale);
        scales.putInt(scaleAt + Float.BYTES, 8 * sum.reduceLanes(VectorOperators.ADD));
    }

    int codesAt(int row) {
        return row * columns * Short.BYTES;
    }

    int scalesAt(int row) {
        return row * (columns / PackedBlocks.BLOCK) * 2 * Float.BYTES;
    }
}
