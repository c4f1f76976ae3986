package org.dasllm.nd4j;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rows of an embedding table, times a scale. */
final class GatherResult implements Result {
    private final Nd4jPass pass;
    private final Nd4jParameter table;
    private final int[] ids;
    private final double scale;
    private final Nd4jTensor output;
    private final BackwardOnce once;

    GatherResult(Nd4jPass pass, Nd4jParameter table, int[] ids, double scale) {
        this.pass = pass;
        this.table = table;
        this.ids = ids.clone();
        this.scale = scale;
        this.output = pass.tensor(ids.length, table.columns());
        this.once = new BackwardOnce(pass);
        if (!output.empty()) {
            Operations.pull(Nd4jParameter.values(table), ids, output.array());
            if (scale != 1) {
                output.array().muli(scale);
            }
        }
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        INDArray dy = pass.array(once.enter(output, outputGradient));
        if (table.trainable()) {
            RowSums byId = new RowSums(ids);
            try (Scratch scratch = new Scratch()) {
                INDArray sums = scratch.matrix(byId.distinct().length, table.columns());
                byId.write(dy, scale, sums);
                Operations.addRows(Nd4jParameter.gradient(table), byId.distinct(), sums);
            }
        }
        return pass.tensor(0, 0);
    }
}
