package org.dasllm.tensor.reference;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;

/**
 * RMSNorm: y = x·r·v with v = offset + w and r = 1/√(mean(x²) + ε), group by group of a row's columns.
 *
 * <p>Back: with u = v·dy, dx = r·u − x·r³·mean(u·x), and dw = Σ dy·x·r.
 */
final class NormResult implements Result {
    private final ReferencePass pass;
    private final Tensor input;
    private final RmsNorm norm;
    private final ReferenceParameter weight;
    /** Columns of a group. */
    private final int columns;

    private final double[] inverseRoots;
    private final ReferenceTensor output;
    private final BackwardOnce once;

    NormResult(ReferencePass pass, Tensor input, RmsNorm norm) {
        this.pass = pass;
        this.input = input;
        this.norm = norm;
        this.weight = ReferenceParameter.of(norm.weight());
        this.columns = norm.weight().columns();
        this.once = new BackwardOnce(pass);
        double[] x = pass.data(input);
        this.inverseRoots = new double[x.length / columns];
        this.output = pass.zeros(input.rows(), input.columns());
        double[] y = output.data();
        for (int group = 0; group < inverseRoots.length; group++) {
            double squares = 0;
            for (int c = 0; c < columns; c++) {
                squares += x[group * columns + c] * x[group * columns + c];
            }
            double r = 1 / Math.sqrt(squares / columns + norm.epsilon());
            inverseRoots[group] = r;
            for (int c = 0; c < columns; c++) {
                y[group * columns + c] = x[group * columns + c] * r * factor(c);
            }
        }
    }

    private double factor(int column) {
        return norm.offset() + weight.values()[column];
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        double[] dy = pass.data(once.enter(output, outputGradient));
        double[] x = pass.data(input);
        ReferenceTensor inputGradient = pass.zeros(input.rows(), input.columns());
        double[] dx = inputGradient.data();
        for (int group = 0; group < inverseRoots.length; group++) {
            double r = inverseRoots[group];
            double mean = 0;
            for (int c = 0; c < columns; c++) {
                int i = group * columns + c;
                mean += factor(c) * dy[i] * x[i] / columns;
            }
            for (int c = 0; c < columns; c++) {
                int i = group * columns + c;
                dx[i] = r * factor(c) * dy[i] - x[i] * r * r * r * mean;
                if (weight.trainable()) {
                    weight.gradient()[c] += dy[i] * x[i] * r;
                }
            }
        }
        return inputGradient;
    }
}
