package org.dasllm.onednn.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.dasllm.onednn.OneDnnProvider;
import org.dasllm.onednn.Plain;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequences longer than a block of rows and a group of cached positions, with heads from 8 to 256 columns. */
class AttentionTest {
    private static final String EVERYTHING = "2147483647, Infinity";

    @ParameterizedTest
    @CsvSource({
        "4, 2, 8, 150, " + EVERYTHING,
        "3, 1, 40, 65, " + EVERYTHING,
        "2, 2, 64, 200, " + EVERYTHING,
        "2, 1, 96, 129, " + EVERYTHING,
        "1, 1, 256, 70, " + EVERYTHING,
        "4, 2, 8, 150, 8, Infinity",
        "2, 1, 40, 200, 1, 3",
        "2, 1, 40, 200, 70, 3",
        "2, 2, 16, 130, 2147483647, 5"
    })
    void packedEqualsThePlainLoops(int heads, int keyValueHeads, int headSize, int rows, int window, float softCap) {
        AttentionShape shape = new AttentionShape(heads, keyValueHeads, headSize, 0.3f, window, softCap);
        float[] q = Plain.random(1, rows * shape.queryColumns());
        float[] k = Plain.random(2, rows * shape.keyValueColumns());
        float[] v = Plain.random(3, rows * shape.keyValueColumns());
        try (Device device = new OneDnnProvider().open(2);
                Pass pass = device.trainingPass()) {
            AttentionResult result = pass.attention(
                    pass.upload(rows, shape.queryColumns(), q),
                    pass.upload(rows, shape.keyValueColumns(), k),
                    pass.upload(rows, shape.keyValueColumns(), v),
                    shape,
                    new Packing(rows));
            Plain.assertClose(pass.download(result.output()), Plain.attention(q, k, v, rows, shape));
        }
    }

    /** Two blocks and more: the gradients of several blocks are added up. */
    @ParameterizedTest
    @CsvSource({
        "4, 2, 8, 130, " + EVERYTHING,
        "2, 1, 40, 70, " + EVERYTHING,
        "4, 2, 8, 150, 8, 4",
        "2, 1, 40, 150, 90, Infinity"
    })
    void gradientsEqualFiniteDifferences(
            int heads, int keyValueHeads, int headSize, int rows, int window, float softCap) {
        AttentionShape shape = new AttentionShape(heads, keyValueHeads, headSize, 0.3f, window, softCap);
        float[][] inputs = {
            Plain.random(1, rows * shape.queryColumns()),
            Plain.random(2, rows * shape.keyValueColumns()),
            Plain.random(3, rows * shape.keyValueColumns())
        };
        float[] gradient = Plain.random(4, rows * shape.queryColumns());
        float[][] gradients;
        try (Device device = new OneDnnProvider().open(2);
                Pass pass = device.trainingPass()) {
            AttentionResult.Gradients d = pass.attention(
                            pass.upload(rows, shape.queryColumns(), inputs[0]),
                            pass.upload(rows, shape.keyValueColumns(), inputs[1]),
                            pass.upload(rows, shape.keyValueColumns(), inputs[2]),
                            shape,
                            new Packing(rows))
                    .backward(pass.upload(rows, shape.queryColumns(), gradient));
            gradients = new float[][] {pass.download(d.queries()), pass.download(d.keys()), pass.download(d.values())};
        }
        for (int which = 0; which < 3; which++) {
            float[] direction = Plain.random(10 + which, inputs[which].length);
            double step = 1e-4;
            double up = Plain.dot(gradient, moved(inputs, which, direction, step, rows, shape));
            double down = Plain.dot(gradient, moved(inputs, which, direction, -step, rows, shape));
            double expected = (up - down) / (2 * step);
            double actual = Plain.dot(gradients[which], direction);
            // A random direction meets a gradient in about the gradient's length.
            double length = Math.sqrt(Plain.dot(gradients[which], gradients[which]));
            assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(1e-5 * length);
        }
    }

    private static double[] moved(
            float[][] inputs, int which, float[] direction, double step, int rows, AttentionShape shape) {
        double[][] changed = Arrays.stream(inputs).map(Plain::doubles).toArray(double[][]::new);
        for (int i = 0; i < direction.length; i++) {
            changed[which][i] += step * direction[i];
        }
        return Plain.attention(changed[0], changed[1], changed[2], rows, shape);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 2, 8, " + EVERYTHING,
        "3, 1, 40, " + EVERYTHING,
        "2, 2, 64, " + EVERYTHING,
        "2, 1, 96, " + EVERYTHING,
        "1, 1, 256, " + EVERYTHING,
        "4, 2, 8, 8, 4",
        "2, 1, 40, 70, Infinity",
        "2, 1, 16, 64, 2"
    })
    void cachedEqualsThePlainLoops(int heads, int keyValueHeads, int headSize, int window, float softCap) {
        AttentionShape shape = new AttentionShape(heads, keyValueHeads, headSize, 0.3f, window, softCap);
        int rows = 150;
        float[] q = Plain.random(1, rows * shape.queryColumns());
        float[] k = Plain.random(2, rows * shape.keyValueColumns());
        float[] v = Plain.random(3, rows * shape.keyValueColumns());
        float[] output = cached(shape, rows, q, k, v, Precision.FLOAT32);
        Plain.assertClose(output, Plain.attention(q, k, v, rows, shape));
    }

    /** Each number within what rounding queries, keys, values and weights to bfloat16 costs. */
    @ParameterizedTest
    @CsvSource({
        "3, 1, 32, " + EVERYTHING,
        "2, 2, 64, " + EVERYTHING,
        "6, 2, 96, " + EVERYTHING,
        "2, 1, 64, 8, Infinity",
        "2, 1, 64, 70, Infinity",
        "2, 1, 40, " + EVERYTHING,
        "2, 1, 64, 64, 2"
    })
    void cachedInBfloat16IsNearThePlainLoops(int heads, int keyValueHeads, int headSize, int window, float softCap) {
        AttentionShape shape = new AttentionShape(heads, keyValueHeads, headSize, 0.1f, window, softCap);
        int rows = 150;
        float[] q = Plain.random(1, rows * shape.queryColumns());
        float[] k = Plain.random(2, rows * shape.keyValueColumns());
        float[] v = Plain.random(3, rows * shape.keyValueColumns());
        float[] output = cached(shape, rows, q, k, v, Precision.BFLOAT16);
        double[] expected = Plain.attention(q, k, v, rows, shape);
        double off = 0;
        double length = 0;
        for (int i = 0; i < output.length; i++) {
            assertThat((double) output[i]).isCloseTo(expected[i], within(0.03));
            off += (output[i] - expected[i]) * (output[i] - expected[i]);
            length += expected[i] * expected[i];
        }
        assertThat(Math.sqrt(off / length)).isLessThan(0.005);
    }

    private static float[] cached(
            AttentionShape shape, int rows, float[] q, float[] k, float[] v, Precision precision) {
        float[] output = new float[q.length];
        // A long prefill, one that begins in the middle of a group, and single rows across the end of a group.
        int[] lengths = {70, 20, 1, 30, 6, 1, 1, 1, 1, 1, 1, 1, 1, 1, 14};
        try (Device device = new OneDnnProvider().open(2, precision);
                KeyValueCache cache = device.keyValueCache(2, 3, rows, shape.keyValueColumns())) {
            int start = 0;
            for (int length : lengths) {
                CachedRows added = new CachedRows(new int[] {2}, new int[] {start}, new int[] {length});
                try (Pass pass = device.inferencePass()) {
                    float[] part = pass.download(pass.attention(
                            pass.upload(length, shape.queryColumns(), rows(q, start, length, shape.queryColumns())),
                            pass.upload(
                                    length, shape.keyValueColumns(), rows(k, start, length, shape.keyValueColumns())),
                            pass.upload(
                                    length, shape.keyValueColumns(), rows(v, start, length, shape.keyValueColumns())),
                            shape,
                            cache,
                            1,
                            added));
                    System.arraycopy(part, 0, output, start * shape.queryColumns(), part.length);
                }
                start += length;
            }
        }
        return output;
    }

    private static float[] rows(float[] values, int first, int count, int columns) {
        return Arrays.copyOfRange(values, first * columns, (first + count) * columns);
    }
}
