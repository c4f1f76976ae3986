package org.dasllm.tensor;

import java.util.Arrays;

/**
 * Three sequences that share two slots of a cache: 0 and 1 grow side by side, in pieces and row by row, and 2 takes over
 * 0's slot when that has ended.
 */
final class CachedSequences {
    private static final int LAYERS = 2;
    private static final int SLOTS = 3;
    private static final int CAPACITY = 12;
    private static final int[] LENGTHS = {12, 7, 5};
    private static final int[] SLOT_OF = {2, 0, 2};

    /** Call by call: sequence, first row, rows; several sequences in one call. */
    private static final int[][][] CALLS = {
        {{0, 0, 5}},
        {{1, 0, 3}, {0, 5, 3}},
        {{0, 8, 1}, {1, 3, 1}},
        {{1, 4, 1}, {0, 9, 1}},
        {{0, 10, 2}, {1, 5, 1}},
        {{2, 0, 3}, {1, 6, 1}},
        {{2, 3, 1}},
        {{2, 4, 1}}
    };

    private final AttentionShape shape;

    /** Sequence by sequence, row-major. */
    private final float[][] queries = new float[LENGTHS.length][];

    private final float[][] keys = new float[LENGTHS.length][];
    private final float[][] values = new float[LENGTHS.length][];

    CachedSequences(AttentionShape shape) {
        this.shape = shape;
        Values random = new Values(11);
        for (int s = 0; s < LENGTHS.length; s++) {
            queries[s] = random.array(LENGTHS[s] * shape.queryColumns());
            keys[s] = random.array(LENGTHS[s] * shape.keyValueColumns());
            values[s] = random.array(LENGTHS[s] * shape.keyValueColumns());
        }
    }

    /** Sequence by sequence, the attention's output, all rows at once. */
    float[][] packed(Device device) {
        float[][] outputs = new float[LENGTHS.length][];
        try (Pass pass = device.inferencePass()) {
            AttentionResult result = pass.attention(
                    pass.upload(rows(), shape.queryColumns(), join(queries)),
                    pass.upload(rows(), shape.keyValueColumns(), join(keys)),
                    pass.upload(rows(), shape.keyValueColumns(), join(values)),
                    shape,
                    new Packing(LENGTHS));
            float[] all = pass.download(result.output());
            int from = 0;
            for (int s = 0; s < LENGTHS.length; s++) {
                outputs[s] = Arrays.copyOfRange(all, from, from + queries[s].length);
                from += queries[s].length;
            }
        }
        return outputs;
    }

    /** The same, call by call. Layer 0 is filled with other numbers on the way: layer 1 must not see them. */
    float[][] throughTheCache(Device device) {
        float[][] outputs = new float[LENGTHS.length][];
        for (int s = 0; s < LENGTHS.length; s++) {
            outputs[s] = new float[queries[s].length];
        }
        try (KeyValueCache cache = device.keyValueCache(LAYERS, SLOTS, CAPACITY, shape.keyValueColumns())) {
            for (int[][] call : CALLS) {
                try (Pass pass = device.inferencePass()) {
                    run(pass, cache, call, outputs);
                }
            }
        }
        return outputs;
    }

    private void run(Pass pass, KeyValueCache cache, int[][] call, float[][] outputs) {
        CachedRows rows = new CachedRows(
                Arrays.stream(call).mapToInt(part -> SLOT_OF[part[0]]).toArray(),
                Arrays.stream(call).mapToInt(part -> part[1]).toArray(),
                Arrays.stream(call).mapToInt(part -> part[2]).toArray());
        Tensor q = upload(pass, call, queries, shape.queryColumns());
        Tensor k = upload(pass, call, keys, shape.keyValueColumns());
        Tensor v = upload(pass, call, values, shape.keyValueColumns());
        pass.attention(q, v, k, shape, cache, 0, rows);
        float[] output = pass.download(pass.attention(q, k, v, shape, cache, 1, rows));
        int from = 0;
        for (int[] part : call) {
            int size = part[2] * shape.queryColumns();
            System.arraycopy(output, from, outputs[part[0]], part[1] * shape.queryColumns(), size);
            from += size;
        }
    }

    private static Tensor upload(Pass pass, int[][] call, float[][] source, int columns) {
        float[][] parts = Arrays.stream(call)
                .map(part -> Arrays.copyOfRange(source[part[0]], part[1] * columns, (part[1] + part[2]) * columns))
                .toArray(float[][]::new);
        float[] values = join(parts);
        return pass.upload(values.length / columns, columns, values);
    }

    private static int rows() {
        return Arrays.stream(LENGTHS).sum();
    }

    private static float[] join(float[][] parts) {
        float[] all =
                new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
