package org.dasllm.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.trainer.EveryDevice;
import org.dasllm.trainer.Fixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten steps with fixed gradients, clipped by their norm together, beside PyTorch's AdamW and clip_grad_norm_. */
class AdamWTest {
    private static final double CLOSE = 1e-6;
    private static final double CLIP_EPSILON = 1e-6;

    static List<String> devices() {
        return EveryDevice.names();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void tenStepsAreThoseOfPyTorch(String name) {
        JsonNode facts = Fixture.json("adamw/adamw-float32.json");
        double[] rates = Fixture.doubles(facts.path("rates"));
        double[] norms = Fixture.doubles(facts.path("norms"));
        double limit = facts.path("max_norm").asDouble();
        List<String> tensors = new ArrayList<>();
        facts.path("tensors").fieldNames().forEachRemaining(tensors::add);
        try (Device device = EveryDevice.open(name);
                SafetensorsFile file = Fixture.tensors("adamw/adamw-float32.safetensors")) {
            List<Parameter> parameters = new ArrayList<>();
            for (String tensor : tensors) {
                int[] shape = Fixture.ints(facts.path("tensors").path(tensor));
                int rows = shape.length == 1 ? 1 : shape[0];
                int columns = shape[shape.length - 1];
                parameters.add(device.parameter(HostMatrix.of(rows, columns, file.floats("start." + tensor)), true));
            }
            AdamW optimizer = device.adamW(
                    parameters,
                    new AdamW.Settings(
                            facts.path("beta1").asDouble(),
                            facts.path("beta2").asDouble(),
                            facts.path("epsilon").asDouble(),
                            facts.path("weight_decay").asDouble()));
            int clipped = 0;
            for (int step = 0; step < rates.length; step++) {
                for (int i = 0; i < tensors.size(); i++) {
                    setGradient(device, parameters.get(i), file.floats("gradient." + step + "." + tensors.get(i)));
                }
                double norm = optimizer.gradientNorm();
                assertThat(norm).isCloseTo(norms[step], withinPercentage(1e-3));
                double scale = Math.min(1, limit / (norm + CLIP_EPSILON));
                clipped += scale < 1 ? 1 : 0;
                optimizer.step(rates[step], scale);
                for (int i = 0; i < tensors.size(); i++) {
                    String at = "after." + step + "." + tensors.get(i);
                    assertThat(Fixture.relativeL2(parameters.get(i).read(), file.floats(at)))
                            .as(at)
                            .isLessThan(CLOSE);
                }
            }
            assertThat(clipped).isBetween(1, rates.length - 1);
        }
    }

    /** The gradient of a linear layer whose input is the unit matrix is its output's, transposed. */
    private static void setGradient(Device device, Parameter parameter, float[] gradient) {
        int rows = parameter.rows();
        int columns = parameter.columns();
        float[] unit = new float[columns * columns];
        float[] transposed = new float[columns * rows];
        for (int column = 0; column < columns; column++) {
            unit[column * columns + column] = 1;
            for (int row = 0; row < rows; row++) {
                transposed[column * rows + row] = gradient[row * columns + column];
            }
        }
        try (Pass pass = device.trainingPass()) {
            pass.linear(pass.upload(columns, columns, unit), Linear.of(parameter))
                    .backward(pass.upload(columns, rows, transposed));
        }
    }
}
