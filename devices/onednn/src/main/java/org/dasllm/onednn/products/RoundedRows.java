package org.dasllm.onednn.products;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.vectors.Vectors;

/**
 * A few rows rounded to 8 bits by blocks of 32, as ggml does before it multiplies with 4 bits: the greatest magnitude of a
 * block becomes ±127.
 *
 * @param codes [rows, columns]
 * @param scales of each block of each row
 * @param shifts 8 · Σ codes of the same
 */
public record RoundedRows(int columns, short[] codes, float[] scales, int[] shifts) {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    public static RoundedRows of(Matrix x) {
        int blocks = x.size() / PackedBlocks.BLOCK;
        RoundedRows rounded = new RoundedRows(x.columns(), new short[x.size()], new float[blocks], new int[blocks]);
        for (int block = 0; block < blocks; block++) {
            rounded.round(x.data, block);
        }
        return rounded;
    }

    private void round(ByteBuffer x, int block) {
        int first = block * PackedBlocks.BLOCK;
        FloatVector greatest = FloatVector.zero(Vectors.SPECIES);
        for (int i = 0; i < PackedBlocks.BLOCK; i += Vectors.LANES) {
            greatest = greatest.max(Vectors.load(x, (first + i) * Float.BYTES).abs());
        }
        float scale = greatest.reduceLanes(VectorOperators.MAX) / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        IntVector sum = IntVector.zero(INTS);
        for (int i = 0; i < PackedBlocks.BLOCK; i += Vectors.LANES) {
            IntVector code = Vectors.load(x, (first + i) * Float.BYTES)
                    .mul(inverse)
                    .add(Vectors.ROUND)
                    .reinterpretAsInts()
                    .sub(Float.floatToRawIntBits(Vectors.ROUND));
            sum = sum.add(code);
            ((ShortVector) code.convertShape(VectorOperators.I2S, Vectors.SHORTS, 0)).intoArray(codes, first + i);
        }
        scales[block] = scale;
        shifts[block] = 8 * sum.reduceLanes(VectorOperators.ADD);
    }
}
