package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.vectors.VectorMemory;
import org.dasllm.tensor.Dropout;
import org.jspecify.annotations.Nullable;

/** {@link Dropout} of whole rows: {@link Dropout#keeps} for a vector of places at a time. */
final class DropoutRows {
    private static final int ROWS = 8;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    /** As many floats as there are longs. */
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(LONGS.vectorBitSize() / 2));

    private static final int LANES = LONGS.length();

    private final Dropout dropout;
    private final long key;
    private final float factor;
    private final int columns;
    private final int @Nullable [] places;

    /** @param places for each row, the row that it is taken for; null where it is the same */
    DropoutRows(Dropout dropout, long passSeed, int columns, int @Nullable [] places) {
        this.dropout = dropout;
        this.columns = columns;
        this.places = places;
        key = dropout.key(passSeed);
        factor = (float) dropout.factor();
    }

    private long place(int row, int column) {
        return (long) (places == null ? row : places[row]) * columns + column;
    }

    /** Which of the places from one on are kept. The upper 24 bits are whole numbers in float32 too. */
    private VectorMask<Float> kept(long place, FloatVector threshold) {
        LongVector z =
                LongVector.broadcast(LONGS, key + place + 0x9e3779b97f4a7c15L).addIndex(1);
        z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 30))
                .mul(0xbf58476d1ce4e5b9L);
        z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 27))
                .mul(0x94d049bb133111ebL);
        z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 31));
        FloatVector upper =
                (FloatVector) z.lanewise(VectorOperators.LSHR, 40).convertShape(VectorOperators.L2F, FLOATS, 0);
        return upper.compare(VectorOperators.GE, threshold);
    }

    private FloatVector threshold() {
        return FloatVector.broadcast(FLOATS, (float) dropout.threshold());
    }

    private static FloatVector load(ByteBuffer data, int offset) {
        return VectorMemory.floats(FLOATS, data, offset);
    }

    /** x, zeroed or multiplied, in the pass's scratch. */
    Matrix drop(OpenPass pass, Matrix from) {
        Matrix to = pass.take(from.rows(), from.columns());
        pass.pool().run((from.rows() + ROWS - 1) / ROWS, (item, worker) -> {
            for (int row = item * ROWS; row < Math.min(from.rows(), (item + 1) * ROWS); row++) {
                drop(row, from.data, to.data, from.offset(row));
            }
        });
        return to;
    }

    private void drop(int row, ByteBuffer from, ByteBuffer to, int offset) {
        FloatVector threshold = threshold();
        FloatVector zero = FloatVector.zero(FLOATS);
        long place = place(row, 0);
        int i = 0;
        for (int end = columns - columns % LANES; i < end; i += LANES) {
            int at = offset + i * Float.BYTES;
            VectorMemory.store(zero.blend(load(from, at).mul(factor), kept(place + i, threshold)), to, at);
        }
        for (; i < columns; i++) {
            int at = offset + i * Float.BYTES;
            to.putFloat(at, dropout.keeps(key, place + i) ? factor * from.getFloat(at) : 0f);
        }
    }

    /** A tile of to += from, zeroed or multiplied; from has a stride in numbers. */
    void addKept(int row, int rows, int column, int count, ByteBuffer from, int fromOffset, int stride, Matrix to) {
        int toOffset = to.offset(row) + column * Float.BYTES;
        addKept(row, rows, column, count, from, fromOffset, stride, to.data, toOffset, to.columns());
    }

    /** Both with strides in numbers. */
    void addKept(
            int row,
            int rows,
            int column,
            int count,
            ByteBuffer from,
            int fromOffset,
            int fromStride,
            ByteBuffer to,
            int toOffset,
            int toStride) {
        for (int i = 0; i < rows; i++) {
            int fromRow = fromOffset + i * fromStride * Float.BYTES;
            addKept(row + i, column, count, from, fromRow, to, toOffset + i * toStride * Float.BYTES);
        }
    }

    /** For some columns of a row. */
    private void addKept(int row, int column, int count, ByteBuffer from, int fromOffset, ByteBuffer to, int toOffset) {
        FloatVector threshold = threshold();
        FloatVector zero = FloatVector.zero(FLOATS);
        long place = place(row, column);
        int i = 0;
        for (int end = count - count % LANES; i < end; i += LANES) {
            int at = i * Float.BYTES;
            FloatVector more = zero.blend(load(from, fromOffset + at).mul(factor), kept(place + i, threshold));
            VectorMemory.store(more.add(load(to, toOffset + at)), to, toOffset + at);
        }
        for (; i < count; i++) {
            int at = i * Float.BYTES;
            if (dropout.keeps(key, place + i)) {
                to.putFloat(toOffset + at, to.getFloat(toOffset + at) + factor * from.getFloat(fromOffset + at));
            }
        }
    }
}
