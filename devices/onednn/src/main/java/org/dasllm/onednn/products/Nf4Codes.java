package org.dasllm.onednn.products;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.tensor.Nf4Matrix;

/** A weight's 4-bit codes and blocks' scales in native memory. */
public final class Nf4Codes {
    private static final int BLOCK = Nf4Matrix.BLOCK;
    private static final int CODES = 16;
    private static final float[] CODE = codes();

    private final int rows;
    private final int columns;
    private final NativeMemory.Block codesBlock;
    private final NativeMemory.Block scalesBlock;
    private final ByteBuffer codes;
    private final ByteBuffer scales;

    public Nf4Codes(NativeMemory memory, Nf4Matrix source) {
        rows = source.rows();
        columns = source.columns();
        codesBlock = memory.keep(source.codes().length);
        scalesBlock = memory.keep((long) source.scales().length * Float.BYTES);
        codes = codesBlock.data.order(ByteOrder.LITTLE_ENDIAN);
        scales = scalesBlock.data;
        codes.put(0, source.codes());
        for (int i = 0; i < source.scales().length; i++) {
            scales.putFloat(i * Float.BYTES, source.scales()[i]);
        }
    }

    public void free(NativeMemory memory) {
        memory.giveBack(codesBlock.address);
        memory.giveBack(scalesBlock.address);
    }

    private static float[] codes() {
        float[] codes = new float[CODES];
        for (int i = 0; i < CODES; i++) {
            codes[i] = Nf4Matrix.code(i);
        }
        return codes;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    private int code(long place) {
        int pair = codes.get((int) (place >> 1));
        return ((place & 1) == 0 ? pair >> 4 : pair) & 15;
    }

    /** Some numbers of a row, as float32. */
    public void widen(int row, int first, int count, ByteBuffer to, int offset) {
        long place = (long) row * columns + first;
        int i = 0;
        while (i < count) {
            int end = (int) Math.min(count, i + BLOCK - (place + i) % BLOCK);
            float scale = scale(place + i);
            for (; i < end; i++) {
                to.putFloat(offset + i * Float.BYTES, CODE[code(place + i)] * scale);
            }
        }
    }

    /** The same, rounded to bfloat16. */
    public void narrow(int row, int first, int count, ByteBuffer to, int offset, short[] scaled) {
        long place = (long) row * columns + first;
        int i = 0;
        while (i < count) {
            int end = (int) Math.min(count, i + BLOCK - (place + i) % BLOCK);
            float scale = scale(place + i);
            for (int c = 0; c < CODES; c++) {
                scaled[c] = Bfloat16.narrow(CODE[c] * scale);
            }
            for (; i < end; i++) {
                to.putShort(offset + i * Bfloat16.BYTES, scaled[code(place + i)]);
            }
        }
    }

    private float scale(long place) {
        return scales.getFloat((int) (place / BLOCK) * Float.BYTES);
    }
}
