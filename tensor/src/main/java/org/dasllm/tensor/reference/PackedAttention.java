package org.dasllm.tensor.reference;

import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;

/** Causal attention within each packed sequence: row i of a sequence sees its rows up to i, from the window's first on. */
final class PackedAttention implements AttentionResult {
    private final ReferencePass pass;
    private final Tensor queries;
    private final Tensor keys;
    private final AttentionRow attention;
    private final AttentionShape shape;
    private final Packing packing;
    private final ReferenceTensor output;
    private final BackwardOnce once;

    PackedAttention(
            ReferencePass pass, Tensor queries, Tensor keys, Tensor values, AttentionShape shape, Packing packing) {
        this.pass = pass;
        this.queries = queries;
        this.keys = keys;
        this.attention = new AttentionRow(shape, pass.data(keys), pass.data(values));
        this.shape = shape;
        this.packing = packing;
        this.output = pass.zeros(queries.rows(), queries.columns());
        this.once = new BackwardOnce(pass);
        double[] q = pass.data(queries);
        everyRow((row, head, first, count) -> attention.forward(q, row, head, first, count, output.data()));
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Gradients backward(Tensor outputGradient) {
        double[] dOutput = pass.data(once.enter(output, outputGradient));
        ReferenceTensor dQueries = pass.zeros(queries.rows(), queries.columns());
        ReferenceTensor dKeys = pass.zeros(keys.rows(), keys.columns());
        ReferenceTensor dValues = pass.zeros(keys.rows(), keys.columns());
        double[] q = pass.data(queries);
        everyRow((row, head, first, count) ->
                attention.backward(q, row, head, first, count, dOutput, dQueries.data(), dKeys.data(), dValues.data()));
        return new Gradients(dQueries, dKeys, dValues);
    }

    /** A query row, a head, and the rows it sees. */
    private interface RowAction {
        void run(int row, int head, int firstKey, int count);
    }

    private void everyRow(RowAction action) {
        int first = 0;
        for (int s = 0; s < packing.sequences(); s++) {
            for (int i = 0; i < packing.length(s); i++) {
                int seen = shape.firstSeen(i);
                for (int head = 0; head < shape.heads(); head++) {
                    action.run(first + i, head, first + seen, i + 1 - seen);
                }
            }
            first += packing.length(s);
        }
    }
}
