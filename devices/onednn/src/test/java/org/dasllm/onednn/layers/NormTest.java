package org.dasllm.onednn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.dasllm.onednn.OneDnnProvider;
import org.dasllm.onednn.Plain;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormTest {
    private static final float EPSILON = 1e-3f;

    /** Whole rows and heads, with Llama's and Gemma's offset, in more groups than one piece has. */
    @ParameterizedTest
    @CsvSource({"70, 1, 33, 0", "70, 1, 64, 1", "150, 4, 32, 1", "90, 3, 7, 0"})
    void equalsThePlainLoops(int rows, int groups, int columns, float offset) {
        float[] x = Plain.random(1, rows * groups * columns);
        float[] w = Plain.random(2, columns);
        float[] dy = Plain.random(3, x.length);
        try (Device device = new OneDnnProvider().open(2);
                Pass pass = device.trainingPass()) {
            Parameter weight = device.parameter(HostMatrix.of(1, columns, w), true);
            Result result = pass.norm(pass.upload(rows, groups * columns, x), new RmsNorm(weight, EPSILON, offset));
            Plain.assertClose(pass.download(result.output()), forward(Plain.doubles(x), Plain.doubles(w), offset));
            float[] dx = pass.download(result.backward(pass.upload(rows, groups * columns, dy)));
            float[] direction = Plain.random(4, x.length);
            assertSlope(dx, direction, slope(dy, x, direction, w, new float[columns], offset));
            float[] turn = Plain.random(5, columns);
            assertSlope(weight.readGradient(), turn, slope(dy, x, new float[x.length], w, turn, offset));
        }
    }

    private static double[] forward(double[] x, double[] w, float offset) {
        double[] y = new double[x.length];
        for (int group = 0; group < x.length; group += w.length) {
            double square = 0;
            for (int i = 0; i < w.length; i++) {
                square += x[group + i] * x[group + i];
            }
            for (int i = 0; i < w.length; i++) {
                y[group + i] = x[group + i] / Math.sqrt(square / w.length + EPSILON) * (offset + w[i]);
            }
        }
        return y;
    }

    private static double slope(float[] dy, float[] x, float[] dx, float[] w, float[] dw, float offset) {
        double step = 1e-5;
        double up = Plain.dot(dy, forward(moved(x, dx, step), moved(w, dw, step), offset));
        double down = Plain.dot(dy, forward(moved(x, dx, -step), moved(w, dw, -step), offset));
        return (up - down) / (2 * step);
    }

    private static double[] moved(float[] values, float[] direction, double step) {
        double[] moved = Plain.doubles(values);
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        return moved;
    }

    private static void assertSlope(float[] gradient, float[] direction, double expected) {
        double length = Math.sqrt(Plain.dot(gradient, gradient));
        assertThat(Math.abs(Plain.dot(gradient, direction) - expected)).isLessThanOrEqualTo(1e-5 * length);
    }
}
