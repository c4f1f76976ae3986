package org.dasllm.model.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.HostMatrix;

/**
 * Looks for NaN and infinite numbers among stored weights. It reads eight bytes at a time, on all cores: what it costs is
 * small beside the copy to the device that follows, which finds the pages in memory.
 */
public final class NotFinite {
    private static final int BLOCK = 1 << 20;
    private static final int WORDS = 1 << 12;

    private NotFinite() {}

    /**
     * The matrix, if all its numbers are finite.
     *
     * @param file where it is from
     * @param name its name there
     * @throws DasllmException naming the first that is not
     */
    public static HostMatrix refuse(Path file, String name, HostMatrix matrix) {
        ByteBuffer data = matrix.data();
        int blocks = (int) ((data.remaining() + (long) BLOCK - 1) / BLOCK);
        IntStream each = IntStream.range(0, blocks);
        // The first block that has one, whichever core is done first.
        int found = (blocks > 1 ? each.parallel() : each)
                .filter(block -> suspicious(matrix.type(), block(data, block)))
                .min()
                .orElse(-1);
        if (found >= 0) {
            throw refusal(
                    file, name, matrix, (long) found * BLOCK / matrix.type().bytes());
        }
        return matrix;
    }

    private static ByteBuffer block(ByteBuffer data, int block) {
        int begin = block * BLOCK;
        return data.slice(begin, Math.min(BLOCK, data.remaining() - begin)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether any number has an exponent of ones only. */
    private static boolean suspicious(ElementType type, ByteBuffer block) {
        long exponent = exponent(type);
        long ones = type == ElementType.FLOAT32 ? 0x0000_0001_0000_0001L : 0x0001_0001_0001_0001L;
        long signs = ones << (8 * type.bytes() - 1);
        LongBuffer words = block.asLongBuffer();
        // By way of a small array: a buffer checks every access.
        long[] some = new long[WORDS];
        long found = 0;
        while (words.hasRemaining()) {
            int count = Math.min(WORDS, words.remaining());
            words.get(some, 0, count);
            for (int i = 0; i < count; i++) {
                // A number whose exponent is all ones becomes 0, and taking 1 from 0 sets the place of the sign.
                found |= ((some[i] & exponent) ^ exponent) - ones;
            }
        }
        long last = 0;
        for (int at = block.limit() & ~7; at < block.limit(); at++) {
            last |= (block.get(at) & 0xFFL) << (8 * (at & 7));
        }
        found |= ((last & exponent) ^ exponent) - ones;
        return (found & signs) != 0;
    }

    private static long exponent(ElementType type) {
        return switch (type) {
            case FLOAT32 -> 0x7F80_0000_7F80_0000L;
            case BFLOAT16 -> 0x7F80_7F80_7F80_7F80L;
            case FLOAT16 -> 0x7C00_7C00_7C00_7C00L;
        };
    }

    private static DasllmException refusal(Path file, String name, HostMatrix matrix, long from) {
        int row = (int) (from / matrix.columns());
        while (true) {
            float[] values = matrix.band(row, 1).toFloats();
            for (int column = 0; column < values.length; column++) {
                if (!Float.isFinite(values[column])) {
                    return DasllmException.input(
                            file + ": the tensor " + name + " has " + values[column] + " in row " + row + ", column "
                                    + column + ", counted from 0, where a model has numbers",
                            "Fetch the model again, or use an earlier checkpoint if you trained it");
                }
            }
            row++;
        }
    }
}
