package org.dasllm.tensor.reference;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;

/** Rows of an embedding table, times a scale. */
final class GatherResult implements Result {
    private final ReferencePass pass;
    private final ReferenceParameter table;
    private final int[] ids;
    private final double scale;
    private final ReferenceTensor output;
    private final BackwardOnce once;

    GatherResult(ReferencePass pass, ReferenceParameter table, int[] ids, double scale) {
        this.pass = pass;
        this.table = table;
        this.ids = ids.clone();
        this.scale = scale;
        this.once = new BackwardOnce(pass);
        int columns = table.columns();
        this.output = pass.zeros(ids.length, columns);
        double[] y = output.data();
        for (int row = 0; row < ids.length; row++) {
            for (int c = 0; c < columns; c++) {
                y[row * columns + c] = scale * table.values()[ids[row] * columns + c];
            }
        }
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        double[] dy = pass.data(once.enter(output, outputGradient));
        if (table.trainable()) {
            int columns = table.columns();
            double[] dTable = table.gradient();
            for (int row = 0; row < ids.length; row++) {
                for (int c = 0; c < columns; c++) {
                    dTable[ids[row] * columns + c] += scale * dy[row * columns + c];
                }
            }
        }
        return pass.zeros(0, 0);
    }
}
