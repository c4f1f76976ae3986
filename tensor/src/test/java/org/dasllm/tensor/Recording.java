package org.dasllm.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a scenario saw: named numbers, in the order of the calls. */
final class Recording {
    private final Map<String, double[]> numbers = new LinkedHashMap<>();

    void put(String name, float... values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            copy[i] = values[i];
        }
        put(name, copy);
    }

    void put(String name, double... values) {
        assertThat(numbers.put(name, values)).as("recorded twice: " + name).isNull();
    }

    void tensor(String name, Pass pass, Tensor tensor) {
        float[] values = pass.download(tensor);
        assertThat(values).as(name).hasSize(tensor.rows() * tensor.columns());
        put(name, values);
    }

    /** Runs a backward with the given gradient, which must be unchanged afterwards. */
    void backward(String name, Pass pass, Result result, float[] gradient) {
        Tensor outputGradient =
                pass.upload(result.output().rows(), result.output().columns(), gradient);
        tensor(name, pass, result.backward(outputGradient));
        assertThat(pass.download(outputGradient)).as("the output's gradient").isEqualTo(gradient);
    }

    void assertAgreesWith(Recording expected, double tolerance) {
        assertThat(numbers.keySet()).containsExactlyElementsOf(expected.numbers.keySet());
        numbers.forEach((name, actual) -> Closeness.assertClose(name, actual, expected.get(name), tolerance));
    }

    void assertIdenticalTo(Recording other) {
        assertThat(numbers.keySet()).containsExactlyElementsOf(other.numbers.keySet());
        numbers.forEach((name, values) -> assertThat(values).as(name).isEqualTo(other.get(name)));
    }

    private double[] get(String name) {
        double[] values = numbers.get(name);
        assertThat(values).as(name).isNotNull();
        return values;
    }
}
