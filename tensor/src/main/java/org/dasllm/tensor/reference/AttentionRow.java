package org.dasllm.tensor.reference;

import org.dasllm.tensor.AttentionShape;

/**
 * One query of one head against the rows that it sees, which lie one behind the other in keys and values: s = cap(scale ·
 * q·kᵀ), p = softmax(s), output = p·v.
 *
 * <p>Back: dp = do·vᵀ, ds = cap′·p·(dp − Σ p·dp), dq = scale · ds·k, dk = scale · ds·q, dv = p·do.
 */
final class AttentionRow {
    private final AttentionShape shape;
    private final SoftCap cap;
    private final double[] keys;
    private final double[] values;

    AttentionRow(AttentionShape shape, double[] keys, double[] values) {
        this.shape = shape;
        this.cap = new SoftCap(shape.softCap());
        this.keys = keys;
        this.values = values;
    }

    /** Index of the given head's first column in a row of queries. */
    private int queryIndex(int row, int head) {
        return row * shape.queryColumns() + head * shape.headSize();
    }

    /** Index of the first column that the given head of the queries reads in a row of keys or values. */
    private int keyIndex(int row, int head) {
        int group = shape.heads() / shape.keyValueHeads();
        return row * shape.keyValueColumns() + head / group * shape.headSize();
    }

    private double[] scores(double[] queries, int queryRow, int head, int firstKey, int count) {
        double[] scores = new double[count];
        for (int j = 0; j < count; j++) {
            double product = dot(queries, queryIndex(queryRow, head), keys, keyIndex(firstKey + j, head));
            scores[j] = cap.value(shape.scale() * product);
        }
        return scores;
    }

    void forward(double[] queries, int queryRow, int head, int firstKey, int count, double[] output) {
        double[] p = Softmax.of(scores(queries, queryRow, head, firstKey, count));
        for (int j = 0; j < count; j++) {
            addScaled(p[j], values, keyIndex(firstKey + j, head), output, queryIndex(queryRow, head));
        }
    }

    void backward(
            double[] queries,
            int queryRow,
            int head,
            int firstKey,
            int count,
            double[] dOutput,
            double[] dQueries,
            double[] dKeys,
            double[] dValues) {
        double[] scores = scores(queries, queryRow, head, firstKey, count);
        double[] p = Softmax.of(scores);
        int query = queryIndex(queryRow, head);
        double[] dp = new double[count];
        double mean = 0;
        for (int j = 0; j < count; j++) {
            dp[j] = dot(dOutput, query, values, keyIndex(firstKey + j, head));
            mean += p[j] * dp[j];
        }
        for (int j = 0; j < count; j++) {
            int key = keyIndex(firstKey + j, head);
            double ds = shape.scale() * cap.slope(scores[j]) * p[j] * (dp[j] - mean);
            addScaled(ds, keys, key, dQueries, query);
            addScaled(ds, queries, query, dKeys, key);
            addScaled(p[j], dOutput, query, dValues, key);
        }
    }

    private double dot(double[] a, int aIndex, double[] b, int bIndex) {
        double sum = 0;
        for (int c = 0; c < shape.headSize(); c++) {
            sum += a[aIndex + c] * b[bIndex + c];
        }
        return sum;
    }

    private void addScaled(double factor, double[] source, int sourceIndex, double[] target, int targetIndex) {
        for (int c = 0; c < shape.headSize(); c++) {
            target[targetIndex + c] += factor * source[sourceIndex + c];
        }
    }
}
