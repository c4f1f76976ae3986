package org.dasllm.tensor.reference;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;

/** Some rows of a tensor, in a given order. */
final class SelectResult implements Result {
    private final ReferencePass pass;
    private final Tensor input;
    private final int[] rows;
    private final ReferenceTensor output;
    private final BackwardOnce once;

    SelectResult(ReferencePass pass, Tensor input, int[] rows) {
        this.pass = pass;
        this.input = input;
        this.rows = rows.clone();
        this.once = new BackwardOnce(pass);
        int columns = input.columns();
        this.output = pass.zeros(rows.length, columns);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(pass.data(input), rows[i] * columns, output.data(), i * columns, columns);
        }
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        double[] dy = pass.data(once.enter(output, outputGradient));
        int columns = input.columns();
        ReferenceTensor inputGradient = pass.zeros(input.rows(), columns);
        double[] dx = inputGradient.data();
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < columns; c++) {
                dx[rows[i] * columns + c] += dy[i * columns + c];
            }
        }
        return inputGradient;
    }
}
