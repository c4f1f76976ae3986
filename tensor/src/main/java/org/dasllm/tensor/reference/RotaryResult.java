package org.dasllm.tensor.reference;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;

/** Turns every pair (i, i + headSize/2) of every head; the backward pass turns by the opposite angle. */
final class RotaryResult implements Result {
    private final ReferencePass pass;
    private final Rotary rotary;
    private final int[] positions;
    private final ReferenceTensor output;
    private final BackwardOnce once;

    RotaryResult(ReferencePass pass, Tensor input, Rotary rotary, int[] positions) {
        this.pass = pass;
        this.rotary = rotary;
        this.positions = positions.clone();
        this.once = new BackwardOnce(pass);
        this.output = pass.tensor(input.rows(), input.columns(), turn(pass.data(input), input.columns(), 1));
    }

    private double[] turn(double[] x, int columns, int direction) {
        double[] y = new double[x.length];
        int half = rotary.headSize() / 2;
        for (int row = 0; row < positions.length; row++) {
            for (int head = 0; head < columns; head += rotary.headSize()) {
                for (int pair = 0; pair < half; pair++) {
                    double angle = direction * (double) rotary.angle(positions[row], pair);
                    double cos = Math.cos(angle);
                    double sin = Math.sin(angle);
                    int first = row * columns + head + pair;
                    int second = first + half;
                    y[first] = x[first] * cos - x[second] * sin;
                    y[second] = x[second] * cos + x[first] * sin;
                }
            }
        }
        return y;
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        double[] dy = pass.data(once.enter(output, outputGradient));
        return pass.tensor(output.rows(), output.columns(), turn(dy, output.columns(), -1));
    }
}
