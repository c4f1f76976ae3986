package org.dasllm.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.tensor.AttentionShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * softmax(s + mask)·v with s = cap(scale · q·kᵀ), batch by batch of a plan.
 *
 * <p>Back: dv = pᵀ·do, dp = do·vᵀ, ds = cap′·p·(dp − Σ do·o), dq = scale · ds·k, dk = scale · dsᵀ·q.
 */
final class BatchedAttention {
    /** Gradients with respect to rows of queries, keys and values. */
    record Gradients(INDArray queries, INDArray keys, INDArray values) {}

    private final AttentionPlan plan;
    private final AttentionShape shape;
    private final INDArray queries;
    private final INDArray keys;
    private final INDArray values;
    private final INDArray outputs;
    private final List<INDArray> probabilities = new ArrayList<>();
    private final SoftCap cap;

    /** Batch by batch, the capped scores; none without a cap. */
    private final List<INDArray> capped = new ArrayList<>();

    /** Computes the outputs; what the backward needs is in the given memory. */
    BatchedAttention(Scratch memory, AttentionPlan plan, INDArray queryRows, INDArray keyRows, INDArray valueRows) {
        this.plan = plan;
        this.shape = plan.shape();
        this.cap = new SoftCap(shape.softCap());
        this.queries = pull(memory, queryRows, plan.queryIndex());
        this.keys = pull(memory, keyRows, plan.keyIndex());
        this.values = pull(memory, valueRows, plan.keyIndex());
        this.outputs = memory.matrix(queries.size(0), shape.headSize());
        for (AttentionPlan.Batch batch : plan.batches()) {
            INDArray p = memory.matrix(queryRows(batch), batch.keys());
            INDArray scores = p.reshape(products(batch), -1, batch.keys());
            Operations.multiply(queryPart(queries, batch), false, keyPart(keys, batch), true, scores, shape.scale(), 0);
            if (!cap.none()) {
                cap.apply(p);
                INDArray copy = memory.matrix(p.size(0), p.size(1));
                copy.assign(p);
                capped.add(copy);
            }
            p.reshape(p.length() / batch.mask().length(), batch.mask().length()).addi(batch.mask());
            Operations.softmax(p);
            Operations.multiply(scores, false, keyPart(values, batch), false, queryPart(outputs, batch), 1, 0);
            probabilities.add(p);
        }
    }

    /** Writes the output rows [rows, heads · headSize]. */
    void writeOutput(INDArray rows) {
        unpad(outputs, plan.queryInverse(), rows);
    }

    void backward(INDArray outputGradient, Gradients gradients) {
        try (Scratch scratch = new Scratch()) {
            INDArray dOutput = pull(scratch, outputGradient, plan.queryIndex());
            if (plan.real() != null) {
                dOutput.muli(plan.real());
            }
            INDArray dQueries = scratch.matrix(queries.size(0), shape.headSize());
            INDArray dKeys = scratch.matrix(keys.size(0), shape.headSize());
            INDArray dValues = scratch.matrix(keys.size(0), shape.headSize());
            INDArray sums = scratch.matrix(queries.size(0), shape.headSize());
            dOutput.mul(outputs, sums);
            sums = scratch.keep(sums.sum(true, 1));
            for (int i = 0; i < probabilities.size(); i++) {
                AttentionPlan.Batch batch = plan.batches().get(i);
                INDArray p = probabilities.get(i);
                INDArray ds = scratch.matrix(queryRows(batch), batch.keys());
                INDArray dsProducts = ds.reshape(products(batch), -1, batch.keys());
                INDArray dOutputs = queryPart(dOutput, batch);
                Operations.multiply(
                        p.reshape(dsProducts.shape()), true, dOutputs, false, keyPart(dValues, batch), 1, 0);
                Operations.multiply(dOutputs, false, keyPart(values, batch), true, dsProducts, 1, 0);
                ds.subi(Operations.rows(sums, batch.firstQuery(), queryRows(batch)));
                ds.muli(p);
                if (!cap.none()) {
                    cap.back(capped.get(i), ds);
                }
                Operations.multiply(
                        dsProducts, false, keyPart(keys, batch), false, queryPart(dQueries, batch), shape.scale(), 0);
                Operations.multiply(
                        dsProducts, true, queryPart(queries, batch), false, keyPart(dKeys, batch), shape.scale(), 0);
            }
            unpad(dQueries, plan.queryInverse(), gradients.queries());
            unpad(dKeys, plan.keyInverse(), gradients.keys());
            unpad(dValues, plan.keyInverse(), gradients.values());
        }
    }

    /** Padded rows [index, headSize] of a matrix whose rows hold several heads. */
    private INDArray pull(Scratch memory, INDArray rows, int[] index) {
        INDArray padded = memory.matrix(index.length, shape.headSize());
        Operations.pull(rows.reshape(-1, shape.headSize()), index, padded);
        return padded;
    }

    private void unpad(INDArray padded, int[] inverse, INDArray rows) {
        Operations.pull(padded, inverse, rows.reshape(-1, shape.headSize()));
    }

    /** Products of one batch: one for each key/value head of each sequence. */
    private long products(AttentionPlan.Batch batch) {
        return (long) shape.keyValueHeads() * batch.sequences();
    }

    private long queryRows(AttentionPlan.Batch batch) {
        return products(batch) * plan.groupSize() * batch.queries();
    }

    /** A batch's part of padded queries: [products, rows, headSize]. */
    private INDArray queryPart(INDArray padded, AttentionPlan.Batch batch) {
        return Operations.rows(padded, batch.firstQuery(), queryRows(batch))
                .reshape(products(batch), -1, shape.headSize());
    }

    /** A batch's part of padded keys or values: [products, rows, headSize]. */
    private INDArray keyPart(INDArray padded, AttentionPlan.Batch batch) {
        return Operations.rows(padded, batch.firstKey(), products(batch) * batch.keys())
                .reshape(products(batch), -1, shape.headSize());
    }
}
