package org.dasllm.nd4j;

import java.util.Arrays;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Some rows of a tensor, in a given order. */
final class SelectResult implements Result {
    private final Nd4jPass pass;
    private final int inputRows;
    private final int[] rows;
    private final Nd4jTensor output;
    private final BackwardOnce once;

    SelectResult(Nd4jPass pass, Tensor input, int[] rows) {
        this.pass = pass;
        this.inputRows = input.rows();
        this.rows = rows.clone();
        INDArray source = pass.array(input);
        this.output = pass.tensor(rows.length, input.columns());
        this.once = new BackwardOnce(pass);
        if (!output.empty()) {
            Operations.pull(source, rows, output.array());
        }
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        INDArray dy = pass.array(once.enter(output, outputGradient));
        RowSums byRow = new RowSums(rows);
        int count = byRow.distinct().length;
        Nd4jTensor inputGradient = pass.tensor(inputRows, output.columns());
        try (Scratch scratch = new Scratch()) {
            // One row more, of zeros, for the rows that were not selected.
            INDArray sums = scratch.zeros(count + 1L, output.columns());
            byRow.write(dy, 1, Operations.rows(sums, 0, count));
            Operations.pull(sums, inverse(byRow.distinct(), inputRows), inputGradient.array());
        }
        return inputGradient;
    }

    /** For each of the rows, its index in the ascending selection, or the selection's length. */
    static int[] inverse(int[] selection, int rows) {
        int[] index = new int[rows];
        Arrays.fill(index, selection.length);
        for (int i = 0; i < selection.length; i++) {
            index[selection[i]] = i;
        }
        return index;
    }
}
