package org.dasllm.onednn.products;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.VectorMemory;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.BlockFormat;
import org.dasllm.tensor.Float16;
import org.dasllm.tensor.HostMatrix;

/**
 * A weight [out, in] in blocks of few bits, laid out for a vector of outputs: {@link #GROUP} outputs, two vectors of them, lie
 * together, and of these one block of inputs behind the other. A block is the outputs' scales, then its numbers, input by
 * input: in 8 bits a byte for each output; in 4 bits four inputs at a time, in 16 bits for each output, the first and second
 * vector's outputs in turn. The numbers of a block are in 4 bits 8 larger than what the scale multiplies.
 */
public final class PackedBlocks {
    public static final int LANES = Vectors.LANES;
    /** Outputs that lie together. */
    public static final int GROUP = 2 * LANES;
    /** Inputs of one block. */
    public static final int BLOCK = BlockFormat.BLOCK;
    /** Bytes of the scales of a block. */
    static final int SCALES = GROUP * Short.BYTES;

    private static final int NIBBLES = 4;
    private static final int SHIFT = 8;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    public final BlockFormat format;
    public final int rows;
    public final int columns;
    public final ByteBuffer data;
    private final long address;

    public PackedBlocks(NativeMemory memory, BlockFormat format, int rows, int columns) {
        this.format = format;
        this.rows = rows;
        this.columns = columns;
        NativeMemory.Block block = memory.keep((long) groups() * groupBytes());
        data = block.data;
        address = block.address;
    }

    public int groups() {
        return groups(rows);
    }

    /** Groups of so many outputs. */
    public static int groups(int outputs) {
        return (outputs + GROUP - 1) / GROUP;
    }

    /** Where the group of an output is. */
    public long address(int output) {
        return address + (long) (output / GROUP) * groupBytes();
    }

    public int blocks() {
        return columns / BLOCK;
    }

    /** From one block of a group to the next. */
    public int blockBytes() {
        return SCALES + GROUP * BLOCK * format.bits() / Byte.SIZE;
    }

    public int groupBytes() {
        return blocks() * blockBytes();
    }

    /** Rounds a matrix and takes it over. */
    public void write(WorkerPool pool, HostMatrix source) {
        int bytes = columns * source.type().bytes();
        pool.run(groups(), (group, worker) -> {
            int first = group * GROUP;
            int count = Math.min(GROUP, rows - first);
            ByteBuffer part = source.data().slice(first * bytes, count * bytes);
            float[] values = new HostMatrix(source.type(), count, columns, part).toFloats();
            byte[] codes = new byte[BLOCK];
            for (int row = 0; row < count; row++) {
                for (int block = 0; block < blocks(); block++) {
                    short scale = format.quantise(values, row * columns + block * BLOCK, codes);
                    put(group * groupBytes() + block * blockBytes(), row, scale, codes);
                }
            }
        });
    }

    private void put(int at, int row, short scale, byte[] codes) {
        data.putShort(at + row * Short.BYTES, scale);
        int numbers = at + SCALES;
        for (int i = 0; i < BLOCK; i++) {
            if (format == BlockFormat.Q8_0) {
                data.put(numbers + i * GROUP + row, codes[i]);
            } else {
                int place = numbers + nibbles(i, row);
                int shift = i % NIBBLES * NIBBLES;
                int old = data.getShort(place) & ~(15 << shift);
                data.putShort(place, (short) (old | (codes[i] + SHIFT) << shift));
            }
        }
    }

    /** Where the 16 bits are that an input of a block and an output of the group are in. */
    private static int nibbles(int input, int row) {
        int place = row < LANES ? 2 * row : 2 * (row - LANES) + 1;
        return (input / NIBBLES * GROUP + place) * Short.BYTES;
    }

    /** The numbers of one output. */
    public void widen(int row, ByteBuffer to, int offset) {
        int group = row / GROUP * groupBytes();
        int own = row % GROUP;
        for (int block = 0; block < blocks(); block++) {
            int at = group + block * blockBytes();
            float scale = Float16.toFloat(data.getShort(at + own * Short.BYTES));
            for (int i = 0; i < BLOCK; i++) {
                to.putFloat(offset + (block * BLOCK + i) * Float.BYTES, scale * code(at + SCALES, i, own));
            }
        }
    }

    private int code(int numbers, int input, int row) {
        if (format == BlockFormat.Q8_0) {
            return data.get(numbers + input * GROUP + row);
        }
        int bits = data.getShort(numbers + nibbles(input, row));
        return (bits >> input % NIBBLES * NIBBLES & 15) - SHIFT;
    }

    /** A vector of scales as float32. */
    static FloatVector scales(ByteBuffer data, int at) {
        IntVector half =
                (IntVector) VectorMemory.shorts(Vectors.SHORTS, data, at).convertShape(VectorOperators.S2I, INTS, 0);
        // The exponent's bias is corrected by a product, which is right for numbers without a leading one as well.
        return half.and(0x7fff)
                .lanewise(VectorOperators.LSHL, 13)
                .or(half.and(0x80000000))
                .reinterpretAsFloats()
                .mul(0x1p112f);
    }
}
