package org.dasllm.tensor.reference;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;

/**
 * RMSNorm: y = x·r·w with r = 1/√(mean(x²) + ε), row by row.
 *
 * <p>Back: with u = w·dy, dx = r·u − x·r³·mean(u·x), and dw = Σ dy·x·r.
 */
final class NormResult implements Result {
    private final ReferencePass pass;
    private final Tensor input;
    private final ReferenceParameter weight;
    private final double[] inverseRoots;
    private final ReferenceTensor output;
    private final BackwardOnce once;

    NormResult(ReferencePass pass, Tensor input, ReferenceParameter weight, double epsilon) {
        this.pass = pass;
        this.input = input;
        this.weight = weight;
        this.once = new BackwardOnce(pass);
        int columns = input.columns();
        this.inverseRoots = new double[input.rows()];
        this.output = pass.zeros(input.rows(), columns);
        double[] x = pass.data(input);
        double[] w = weight.values();
        double[] y = output.data();
        for (int row = 0; row < input.rows(); row++) {
            double squares = 0;
            for (int c = 0; c < columns; c++) {
                squares += x[row * columns + c] * x[row * columns + c];
            }
            double r = 1 / Math.sqrt(squares / columns + epsilon);
            inverseRoots[row] = r;
            for (int c = 0; c < columns; c++) {
                y[row * columns + c] = x[row * columns + c] * r * w[c];
            }
        }
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        double[] dy = once.enter(output, outputGradient);
        int columns = input.columns();
        double[] x = pass.data(input);
        double[] w = weight.values();
        ReferenceTensor inputGradient = pass.zeros(input.rows(), columns);
        double[] dx = inputGradient.data();
        for (int row = 0; row < input.rows(); row++) {
            double r = inverseRoots[row];
            double mean = 0;
            for (int c = 0; c < columns; c++) {
                mean += w[c] * dy[row * columns + c] * x[row * columns + c] / columns;
            }
            for (int c = 0; c < columns; c++) {
                int i = row * columns + c;
                dx[i] = r * w[c] * dy[i] - x[i] * r * r * r * mean;
                if (weight.trainable()) {
                    weight.gradient()[c] += dy[i] * x[i] * r;
                }
            }
        }
        return inputGradient;
    }
}
