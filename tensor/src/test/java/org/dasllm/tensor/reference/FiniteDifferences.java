package org.dasllm.tensor.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/**
 * Compares the gradients that a backward gives with central differences of the forward, number by number, for every input
 * and every parameter. The scalar that is differentiated is Σ c·y, with random c for each of the outputs.
 */
final class FiniteDifferences {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-7;

    /** The operation in question, on fresh copies of the inputs. */
    interface Operation {
        Evaluation run(Pass pass, Tensor[] inputs);
    }

    /** What it gives: its output, and the backward pass to the inputs' gradients. */
    record Evaluation(Tensor output, Backward backward) {}

    /** From the output's gradient to each input's. */
    interface Backward {
        Tensor[] run(Tensor outputGradient);
    }

    private record Input(int rows, int columns, double[] values) {}

    private final ReferenceDevice device = new ReferenceDevice();
    private final Random random = new Random(17);
    private final List<Input> inputs = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();

    FiniteDifferences input(int rows, int columns) {
        inputs.add(new Input(rows, columns, gaussian(rows * columns)));
        return this;
    }

    /** A trainable parameter whose gradient is to be checked. */
    Parameter parameter(int rows, int columns) {
        Parameter parameter = device.parameter(HostMatrix.of(rows, columns, new float[rows * columns]), true);
        double[] values = ReferenceDevice.values(parameter);
        System.arraycopy(gaussian(values.length), 0, values, 0, values.length);
        parameters.add(parameter);
        return parameter;
    }

    private double[] gaussian(int length) {
        return random.doubles(length, -1.5, 1.5).toArray();
    }

    void check(Operation operation) {
        parameters.forEach(parameter -> Arrays.fill(ReferenceDevice.gradient(parameter), 0));
        double[] weights;
        try (Pass pass = device.trainingPass()) {
            Evaluation evaluation = operation.run(pass, upload(pass));
            Tensor gradient =
                    zeros(pass, evaluation.output().rows(), evaluation.output().columns());
            weights = gaussian(ReferenceDevice.values(gradient).length);
            System.arraycopy(weights, 0, ReferenceDevice.values(gradient), 0, weights.length);
            Tensor[] gradients = evaluation.backward().run(gradient);
            assertThat(gradients).hasSize(inputs.size());
            for (int i = 0; i < gradients.length; i++) {
                assertThat(gradients[i].rows()).isEqualTo(inputs.get(i).rows());
                assertThat(gradients[i].columns()).isEqualTo(inputs.get(i).columns());
                assertMatches(
                        "input " + i,
                        ReferenceDevice.values(gradients[i]),
                        differences(operation, weights, inputs.get(i).values()));
            }
        }
        for (int i = 0; i < parameters.size(); i++) {
            assertMatches(
                    "parameter " + i,
                    ReferenceDevice.gradient(parameters.get(i)),
                    differences(operation, weights, ReferenceDevice.values(parameters.get(i))));
        }
    }

    private static void assertMatches(String name, double[] gradient, double[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < gradient.length; i++) {
            difference = Math.hypot(difference, gradient[i] - expected[i]);
            size = Math.hypot(size, expected[i]);
        }
        assertThat(size).as(name + " has a gradient").isGreaterThan(1e-3);
        assertThat(difference / size).as(name).isLessThan(TOLERANCE);
    }

    private double[] differences(Operation operation, double[] weights, double[] variable) {
        double[] slopes = new double[variable.length];
        for (int i = 0; i < variable.length; i++) {
            double at = variable[i];
            variable[i] = at + STEP;
            double above = scalar(operation, weights);
            variable[i] = at - STEP;
            double below = scalar(operation, weights);
            variable[i] = at;
            slopes[i] = (above - below) / (2 * STEP);
        }
        return slopes;
    }

    private double scalar(Operation operation, double[] weights) {
        try (Pass pass = device.trainingPass()) {
            double[] output =
                    ReferenceDevice.values(operation.run(pass, upload(pass)).output());
            double sum = 0;
            for (int i = 0; i < output.length; i++) {
                sum += weights[i] * output[i];
            }
            return sum;
        }
    }

    private Tensor[] upload(Pass pass) {
        return inputs.stream()
                .map(input -> {
                    Tensor tensor = zeros(pass, input.rows(), input.columns());
                    System.arraycopy(input.values(), 0, ReferenceDevice.values(tensor), 0, input.values().length);
                    return tensor;
                })
                .toArray(Tensor[]::new);
    }

    static Tensor zeros(Pass pass, int rows, int columns) {
        return pass.upload(rows, columns, new float[rows * columns]);
    }
}
