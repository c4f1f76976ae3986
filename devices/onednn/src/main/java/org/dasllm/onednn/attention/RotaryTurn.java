package org.dasllm.onednn.attention;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.Rotary;

/** Rotary embedding from tables of cosines and sines, which grow with the positions that are asked for. */
public final class RotaryTurn {
    private static final int ROWS = 32;

    private final NativeMemory memory;
    private final List<Table> tables = new ArrayList<>();

    public RotaryTurn(NativeMemory memory) {
        this.memory = memory;
    }

    /** Row p: the headSize/2 cosines of position p, and the sines. */
    private static final class Table {
        final Rotary rotary;
        NativeMemory.Block block;
        int positions;

        Table(Rotary rotary, NativeMemory.Block block) {
            this.rotary = rotary;
            this.block = block;
        }
    }

    /** output = input turned by each row's position, or turned back; both may be the same matrix. */
    public void run(WorkerPool pool, Matrix input, Rotary rotary, int[] positions, boolean back, Matrix output) {
        int head = rotary.headSize();
        int half = head / 2;
        int heads = input.columns() / head;
        for (int position : positions) {
            if (position < 0) {
                throw new IllegalArgumentException("rotary: position " + position + " is negative");
            }
        }
        ByteBuffer angles = table(rotary, Arrays.stream(positions).max().orElse(0) + 1).block.data;
        float sign = back ? -1f : 1f;
        pool.run((positions.length + ROWS - 1) / ROWS, (item, worker) -> {
            int end = Math.min(positions.length, (item + 1) * ROWS);
            for (int row = item * ROWS; row < end; row++) {
                turn(
                        input.data,
                        output.data,
                        input.offset(row),
                        heads,
                        half,
                        angles,
                        positions[row] * head * Float.BYTES,
                        sign);
            }
        });
    }

    private static void turn(
            ByteBuffer input,
            ByteBuffer output,
            int offset,
            int heads,
            int half,
            ByteBuffer angles,
            int cosines,
            float sign) {
        int halfBytes = half * Float.BYTES;
        for (int h = 0; h < heads; h++) {
            int first = offset + h * 2 * halfBytes;
            int at = 0;
            for (; at <= halfBytes - Vectors.STEP; at += Vectors.STEP) {
                FloatVector cosine = Vectors.load(angles, cosines + at);
                FloatVector sine =
                        Vectors.load(angles, cosines + halfBytes + at).mul(sign);
                FloatVector a = Vectors.load(input, first + at);
                FloatVector b = Vectors.load(input, first + halfBytes + at);
                Vectors.store(a.mul(cosine).sub(b.mul(sine)), output, first + at);
                Vectors.store(b.mul(cosine).add(a.mul(sine)), output, first + halfBytes + at);
            }
            for (; at < halfBytes; at += Float.BYTES) {
                float cosine = angles.getFloat(cosines + at);
                float sine = sign * angles.getFloat(cosines + halfBytes + at);
                float a = input.getFloat(first + at);
                float b = input.getFloat(first + halfBytes + at);
                output.putFloat(first + at, a * cosine - b * sine);
                output.putFloat(first + halfBytes + at, b * cosine + a * sine);
            }
        }
    }

    private Table table(Rotary rotary, int positions) {
        Table table = find(rotary);
        if (table.positions < positions) {
            int wanted = Math.max(positions, Math.max(256, 2 * table.positions));
            NativeMemory.Block grown = memory.allocate((long) wanted * rotary.headSize() * Float.BYTES);
            fill(grown.data, rotary, wanted);
            memory.free(table.block);
            table.block = grown;
            table.positions = wanted;
        }
        return table;
    }

    private Table find(Rotary rotary) {
        for (Table table : tables) {
            if (table.rotary.headSize() == rotary.headSize()
                    && Arrays.equals(table.rotary.inverseFrequencies(), rotary.inverseFrequencies())) {
                return table;
            }
        }
        Table table = new Table(rotary, memory.allocate(0));
        tables.add(table);
        return table;
    }

    private static void fill(ByteBuffer data, Rotary rotary, int positions) {
        int half = rotary.headSize() / 2;
        for (int p = 0; p < positions; p++) {
            int row = p * 2 * half * Float.BYTES;
            for (int i = 0; i < half; i++) {
                float angle = rotary.angle(p, i);
                data.putFloat(row + i * Float.BYTES, (float) Math.cos(angle));
                data.putFloat(row + (half + i) * Float.BYTES, (float) Math.sin(angle));
            }
        }
    }
}
