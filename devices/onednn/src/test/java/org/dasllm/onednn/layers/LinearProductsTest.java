package org.dasllm.onednn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.dasllm.onednn.OneDnnProvider;
import org.dasllm.onednn.Plain;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearProductsTest {
    /** One row, less than a tile, whole tiles (primitives), whole tiles and a rest; columns that no vector divides. */
    @ParameterizedTest
    @CsvSource({"1, 7, 5", "3, 64, 300", "256, 33, 65", "512, 40, 128", "700, 96, 517", "64, 300, 1030"})
    void equalsThePlainLoops(int rows, int in, int out) {
        float[] x = Plain.random(1, rows * in);
        float[] w = Plain.random(2, out * in);
        float[] bias = Plain.random(3, out);
        float[] a = Plain.random(4, 4 * in);
        float[] b = Plain.random(5, out * 4);
        float[] residual = Plain.random(6, rows * out);
        float scale = 0.5f;
        double[] expected = Plain.timesTransposed(x, w, rows, out, in);
        double[] u = Plain.timesTransposed(x, a, rows, 4, in);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < out; j++) {
                double low = 0;
                for (int r = 0; r < 4; r++) {
                    low += u[i * 4 + r] * b[j * 4 + r];
                }
                expected[i * out + j] += bias[j] + residual[i * out + j] + scale * low;
            }
        }
        try (Device device = new OneDnnProvider().open(2);
                Pass pass = device.trainingPass()) {
            Parameter weight = device.parameter(HostMatrix.of(out, in, w), true);
            Parameter added = device.parameter(HostMatrix.of(1, out, bias), true);
            Parameter low = device.parameter(HostMatrix.of(4, in, a), true);
            Parameter high = device.parameter(HostMatrix.of(out, 4, b), true);
            Linear layer = new Linear(weight, added, new Linear.Adapter(low, high, scale));
            Result result = pass.linear(pass.upload(rows, in, x), layer, pass.upload(rows, out, residual));
            Plain.assertClose(pass.download(result.output()), expected);

            // dy · (the layer's response to a direction) = (its gradient) · direction, which plain loops can check.
            float[] dy = Plain.random(7, rows * out);
            float[] dx = pass.download(result.backward(pass.upload(rows, out, dy)));
            assertSame(Plain.dot(dx, x) + sum(added.readGradient(), bias), Plain.dot(dy, minus(expected, residual)));
            assertSame(Plain.dot(weight.readGradient(), w), Plain.dot(dy, Plain.timesTransposed(x, w, rows, out, in)));
            assertSame(Plain.dot(low.readGradient(), a), Plain.dot(high.readGradient(), b));
            assertSame(Plain.dot(low.readGradient(), a) + Plain.dot(weight.readGradient(), w), Plain.dot(dx, x));
        }
    }

    private static double sum(float[] gradient, float[] direction) {
        return Plain.dot(gradient, direction);
    }

    private static double[] minus(double[] a, float[] b) {
        double[] difference = a.clone();
        for (int i = 0; i < b.length; i++) {
            difference[i] -= b[i];
        }
        return difference;
    }

    private static void assertSame(double actual, double expected) {
        assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(1e-3 * Math.max(1, Math.abs(expected)));
    }
}
