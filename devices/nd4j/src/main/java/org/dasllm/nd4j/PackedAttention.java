package org.dasllm.nd4j;

import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Causal attention within each packed sequence. */
final class PackedAttention implements AttentionResult {
    private final Nd4jPass pass;
    private final int keyColumns;
    private final BatchedAttention attention;
    private final Nd4jTensor output;
    private final BackwardOnce once;

    PackedAttention(Nd4jPass pass, Scratch memory, AttentionPlan plan, Tensor queries, Tensor keys, Tensor values) {
        this.pass = pass;
        this.keyColumns = keys.columns();
        this.attention = new BatchedAttention(memory, plan, pass.array(queries), pass.array(keys), pass.array(values));
        this.output = pass.tensor(queries.rows(), queries.columns());
        this.once = new BackwardOnce(pass);
        attention.writeOutput(output.array());
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Gradients backward(Tensor outputGradient) {
        INDArray dOutput = pass.array(once.enter(output, outputGradient));
        Nd4jTensor queries = pass.tensor(output.rows(), output.columns());
        Nd4jTensor keys = pass.tensor(output.rows(), keyColumns);
        Nd4jTensor values = pass.tensor(output.rows(), keyColumns);
        attention.backward(dOutput, new BatchedAttention.Gradients(queries.array(), keys.array(), values.array()));
        return new Gradients(queries, keys, values);
    }
}
