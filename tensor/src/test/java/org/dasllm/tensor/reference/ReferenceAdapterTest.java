package org.dasllm.tensor.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.reference.FiniteDifferences.Evaluation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dropout and DoRA: gradients against finite differences, outputs against the formula written in another way. */
class ReferenceAdapterTest {
    private static final float SCALE = 0.75f;

    private final ReferenceDevice device = new ReferenceDevice();
    private final FiniteDifferences differences = new FiniteDifferences();

    static Stream<Dropout> dropouts() {
        return Stream.of(new Dropout(0, 1), new Dropout(0.4f, 7));
    }

    private static Evaluation of(Result result) {
        return new Evaluation(result.output(), gradient -> new Tensor[] {result.backward(gradient)});
    }

    private Parameter frozen(int rows, int columns) {
        Parameter source = new FiniteDifferences().parameter(rows, columns);
        return device.parameter(HostMatrix.of(rows, columns, source.read()), false);
    }

    @ParameterizedTest
    @MethodSource("dropouts")
    void loraWithDropout(Dropout dropout) {
        Linear layer = new Linear(
                differences.parameter(4, 5),
                differences.parameter(1, 4),
                new Linear.Adapter(differences.parameter(2, 5), differences.parameter(4, 2), SCALE, null, dropout));
        differences.input(6, 5).check((pass, inputs) -> of(pass.linear(inputs[0], layer)));
    }

    /** Of the input, the bias and the magnitude: the norms depend on none of them. */
    @ParameterizedTest
    @MethodSource("dropouts")
    void doraMagnitude(Dropout dropout) {
        Linear layer = new Linear(
                frozen(4, 5),
                differences.parameter(1, 4),
                new Linear.Adapter(frozen(2, 5), frozen(4, 2), SCALE, differences.parameter(1, 4), dropout));
        differences.input(6, 5).check((pass, inputs) -> of(pass.linear(inputs[0], layer)));
    }

    /** Of the weight, A and B with the norms held constant: the magnitude is made to follow them, so that g stays. */
    @ParameterizedTest
    @MethodSource("dropouts")
    void doraDirections(Dropout dropout) {
        Parameter weight = differences.parameter(4, 5);
        Parameter a = differences.parameter(2, 5);
        Parameter b = differences.parameter(4, 2);
        Parameter magnitude = frozen(1, 4);
        double[] g = {0.5, 2, -1.5, 3};
        Linear layer = new Linear(weight, null, new Linear.Adapter(a, b, SCALE, magnitude, dropout));
        differences.input(6, 5).check((pass, inputs) -> {
            for (int i = 0; i < g.length; i++) {
                ReferenceDevice.values(magnitude)[i] = g[i] * norm(merged(weight, a, b)[i]);
            }
            return of(pass.linear(inputs[0], layer));
        });
    }

    private static double[][] merged(Parameter weight, Parameter a, Parameter b) {
        double[][] merged = new double[weight.rows()][weight.columns()];
        for (int i = 0; i < weight.rows(); i++) {
            for (int j = 0; j < weight.columns(); j++) {
                merged[i][j] = ReferenceDevice.values(weight)[i * weight.columns() + j];
                for (int r = 0; r < a.rows(); r++) {
                    merged[i][j] += SCALE
                            * ReferenceDevice.values(b)[i * a.rows() + r]
                            * ReferenceDevice.values(a)[r * a.columns() + j];
                }
            }
        }
        return merged;
    }

    private static double norm(double[] row) {
        return Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
    }

    @Test
    void doraGivesTheMergedRowsTheLengthOfTheMagnitude() {
        Parameter weight = frozen(3, 4);
        Parameter a = frozen(2, 4);
        Parameter b = frozen(3, 2);
        Parameter magnitude = device.parameter(HostMatrix.of(1, 3, new float[] {2, 3, 5}), false);
        Parameter bias = device.parameter(HostMatrix.of(1, 3, new float[] {10, 20, 30}), false);
        Dropout dropout = new Dropout(0.5f, 1);
        Linear layer = new Linear(weight, bias, new Linear.Adapter(a, b, SCALE, magnitude, dropout));
        double[][] merged = merged(weight, a, b);
        try (Pass pass = device.inferencePass()) {
            float[] x = {1, -2, 0.5f, 3};
            double[] y = ReferenceDevice.values(
                    pass.linear(pass.upload(1, 4, x), layer).output());
            for (int i = 0; i < 3; i++) {
                double product = 0;
                for (int j = 0; j < 4; j++) {
                    product += merged[i][j] * x[j];
                }
                double length = magnitude.read()[i];
                assertThat(y[i]).isCloseTo(10 * (i + 1) + length * product / norm(merged[i]), within(1e-12));
            }
        }
    }

    /** The same as an adapter on the input that the test drops from, beside the layer without one. */
    @ParameterizedTest
    @MethodSource("dropouts")
    void dropoutActsOnTheAdaptersInputOnly(Dropout dropout) {
        Parameter weight = frozen(3, 4);
        Parameter a = frozen(2, 4);
        Parameter b = frozen(3, 2);
        Parameter magnitude = device.parameter(HostMatrix.of(1, 3, new float[] {2, 3, 5}), false);
        for (@Nullable Parameter length : Arrays.<@Nullable Parameter>asList(null, magnitude)) {
            Linear.Adapter plain = new Linear.Adapter(a, b, SCALE, length, null);
            Linear.Adapter dropped = new Linear.Adapter(a, b, SCALE, length, dropout);
            long seed = 99;
            float[] x = differences.parameter(5, 4).read();
            float[] kept = new float[20];
            int zeros = 0;
            for (int i = 0; i < x.length; i++) {
                boolean keep = dropout.keeps(dropout.key(seed), i);
                kept[i] = keep ? x[i] : 0;
                zeros += keep ? 0 : 1;
            }
            assertThat(zeros > 0).isEqualTo(dropout.probability() > 0);
            try (Pass pass = device.trainingPass(seed)) {
                double[] output = values(pass, new Linear(weight, null, dropped), x);
                double[] alone = values(pass, Linear.of(weight), x);
                double[] withAdapter = values(pass, new Linear(weight, null, plain), kept);
                double[] without = values(pass, Linear.of(weight), kept);
                for (int i = 0; i < output.length; i++) {
                    double term = (withAdapter[i] - without[i]) / (1 - (double) dropout.probability());
                    assertThat(output[i]).isCloseTo(alone[i] + term, within(1e-12));
                }
            }
            try (Pass pass = device.inferencePass()) {
                assertThat(values(pass, new Linear(weight, null, dropped), x))
                        .isEqualTo(values(pass, new Linear(weight, null, plain), x));
            }
        }
    }

    private static double[] values(Pass pass, Linear layer, float[] x) {
        return ReferenceDevice.values(pass.linear(pass.upload(5, 4, x), layer).output());
    }
}
