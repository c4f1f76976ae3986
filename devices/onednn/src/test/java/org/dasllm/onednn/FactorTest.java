package org.dasllm.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.dasllm.tensor.BlockFormat;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Float16;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frozen weights in bfloat16 and in 4 bits, forward and back, against plain loops over what they were rounded to. */
class FactorTest {
    private static Nf4Matrix nf4(int rows, int columns) {
        Random random = new Random(rows);
        byte[] codes = new byte[(rows * columns + 1) / 2];
        random.nextBytes(codes);
        float[] scales = new float[(rows * columns + Nf4Matrix.BLOCK - 1) / Nf4Matrix.BLOCK];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = 0.1f + random.nextFloat();
        }
        return new Nf4Matrix(rows, columns, codes, scales);
    }

    private static Device bfloat16() {
        return new OneDnnProvider().open(2, Precision.BFLOAT16);
    }

    /** One row, a tile and a rest, blocks that do not end with a row, more than one band in every direction. */
    @ParameterizedTest
    @CsvSource({"1, 7, 5", "3, 64, 130", "300, 200, 65", "20, 130, 2100"})
    void fourBitsInFloat32EqualThePlainLoops(int rows, int in, int out) {
        try (Device device = new OneDnnProvider().open(2)) {
            check(device, device.quantised(nf4(out, in)), rows, 1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 7, 5", "3, 64, 130", "300, 200, 65", "20, 130, 2100"})
    void fourBitsInBfloat16EqualThePlainLoops(int rows, int in, int out) {
        try (Device device = bfloat16()) {
            check(device, device.quantised(nf4(out, in)), rows, 5e-3);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 7, 5", "1, 64, 130", "3, 64, 130", "7, 96, 33", "8, 2080, 64", "300, 200, 65", "20, 130, 2100"})
    void bfloat16EqualsThePlainLoops(int rows, int in, int out) {
        try (Device device = bfloat16()) {
            float[] w = Plain.random(1, out * in);
            Parameter weight = device.parameter(HostMatrix.of(out, in, w), false);
            float[] kept = weight.read();
            for (int i = 0; i < w.length; i++) {
                assertThat(Math.abs(kept[i] - w[i])).isLessThanOrEqualTo(Math.abs(w[i]) / 256);
            }
            check(device, weight, rows, 5e-3);
        }
    }

    /** Few rows, which are multiplied as the weight lies, and many, for which it is widened; groups that are not whole. */
    @ParameterizedTest
    @CsvSource({"1, 64, 130", "3, 96, 33", "4, 2080, 64", "5, 64, 130", "300, 224, 65", "20, 160, 2100", "257, 64, 5000"
    })
    void eightBitsEqualThePlainLoops(int rows, int in, int out) {
        try (Device device = new OneDnnProvider().open(2, Precision.Q8_0)) {
            Parameter weight = device.parameter(HostMatrix.of(out, in, Plain.random(1, out * in)), false);
            assertRounded(BlockFormat.Q8_0, Plain.random(1, out * in), weight.read());
            check(device, weight, rows, 5e-3);
        }
    }

    /** A few rows are rounded to 8 bits before they are multiplied. */
    @ParameterizedTest
    @CsvSource({"1, 64, 130", "3, 96, 33", "4, 2080, 64", "5, 64, 130", "300, 224, 65", "20, 160, 2100", "257, 64, 5000"
    })
    void fourBitsInBlocksEqualThePlainLoops(int rows, int in, int out) {
        try (Device device = new OneDnnProvider().open(2, Precision.Q4_0)) {
            Parameter weight = device.parameter(HostMatrix.of(out, in, Plain.random(1, out * in)), false);
            assertRounded(BlockFormat.Q4_0, Plain.random(1, out * in), weight.read());
            check(device, weight, rows, 1.5e-2);
        }
    }

    /** Sums of 16 bits must not run over: the largest weights times the largest numbers. */
    @Test
    void theLargestSumsOfFourBitsFit() {
        int in = 64;
        float[] w = new float[in];
        Arrays.fill(w, 7f);
        w[0] = -8;
        w[32] = -8;
        float[] x = new float[in];
        Arrays.fill(x, 127f);
        try (Device device = new OneDnnProvider().open(1, Precision.Q4_0);
                Pass pass = device.inferencePass()) {
            float[] two = Arrays.copyOf(w, 2 * in);
            System.arraycopy(w, 0, two, in, in);
            Parameter weight = device.parameter(HostMatrix.of(2, in, two), false);
            float[] y = pass.download(
                    pass.linear(pass.upload(1, in, x), Linear.of(weight)).output());
            assertThat(y).containsExactly(127 * (62 * 7 - 16), 127 * (62 * 7 - 16));
        }
    }

    /** A weight keeps what its format has room for, and no more memory is taken than that. */
    @ParameterizedTest
    @CsvSource({"Q8_0, 34", "Q4_0, 18"})
    void blocksTakeTheirBytes(Precision precision, int blockBytes) {
        int size = 1 << 10;
        try (OneDnnDevice device = new OneDnnDevice(1, precision)) {
            long before = device.memoryBytes();
            device.parameter(HostMatrix.of(size, size, new float[size * size]), false);
            assertThat(device.memoryBytes() - before).isEqualTo(size * size / 32 * blockBytes);
        }
    }

    private static void assertRounded(BlockFormat format, float[] values, float[] kept) {
        byte[] codes = new byte[BlockFormat.BLOCK];
        for (int block = 0; block < values.length; block += BlockFormat.BLOCK) {
            float scale = Float16.toFloat(format.quantise(values, block, codes));
            for (int i = 0; i < BlockFormat.BLOCK; i++) {
                assertThat(kept[block + i]).isEqualTo(scale * codes[i]);
            }
        }
    }

    private static void check(Device device, Parameter weight, int rows, double tolerance) {
        int in = weight.columns();
        int out = weight.rows();
        float[] w = weight.read();
        float[] x = Plain.random(2, rows * in);
        float[] dy = Plain.random(3, rows * out);
        float[] transposed = new float[w.length];
        for (int i = 0; i < out; i++) {
            for (int j = 0; j < in; j++) {
                transposed[j * out + i] = w[i * in + j];
            }
        }
        try (Pass pass = device.trainingPass()) {
            Result result = pass.linear(pass.upload(rows, in, x), Linear.of(weight));
            Plain.assertClose(pass.download(result.output()), Plain.timesTransposed(x, w, rows, out, in), tolerance);
            float[] dx = pass.download(result.backward(pass.upload(rows, out, dy)));
            Plain.assertClose(dx, Plain.timesTransposed(dy, transposed, rows, in, out), tolerance);
        }
    }

    @Test
    void fourBitsAreKeptAsFourBits() {
        int size = 1 << 10;
        try (OneDnnDevice device = new OneDnnDevice(1)) {
            Nf4Matrix source = nf4(size, size);
            long before = device.memoryBytes();
            Parameter parameter = device.quantised(source);
            assertThat(device.memoryBytes() - before).isEqualTo(size * size / 2 + size * size / 64 * Float.BYTES);
            float[] values = parameter.read();
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).isEqualTo(source.value(i));
            }
            assertThatThrownBy(() -> parameter.write(values)).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void bfloat16HalvesTheMemoryOfWhatIsFrozen() {
        int size = 1 << 10;
        try (OneDnnDevice device = (OneDnnDevice) bfloat16()) {
            HostMatrix source = HostMatrix.of(size, size, new float[size * size]);
            long before = device.memoryBytes();
            device.parameter(source, false);
            assertThat(device.memoryBytes() - before).isEqualTo(2L * size * size);
            device.parameter(source, true);
            assertThat(device.memoryBytes() - before).isEqualTo(10L * size * size);
        }
    }

    /** What an adapter learns through a weight in bfloat16, beside what it learns through the same numbers in float32. */
    @Test
    void adaptersLearnTheSameInBfloat16() {
        int rows = 300;
        int in = 256;
        int out = 192;
        float[][][] gradients = new float[2][][];
        try (Device narrow = bfloat16();
                Device wide = new OneDnnProvider().open(2)) {
            float[] w = narrow.parameter(HostMatrix.of(out, in, Plain.random(1, out * in)), false)
                    .read();
            Device[] devices = {narrow, wide};
            for (int i = 0; i < 2; i++) {
                Parameter weight = devices[i].parameter(HostMatrix.of(out, in, w), false);
                Parameter a = devices[i].parameter(HostMatrix.of(8, in, Plain.random(2, 8 * in)), true);
                Parameter b = devices[i].parameter(HostMatrix.of(out, 8, Plain.random(3, out * 8)), true);
                Linear layer = new Linear(weight, null, new Linear.Adapter(a, b, 0.1f));
                try (Pass pass = devices[i].trainingPass()) {
                    Result first = pass.linear(pass.upload(rows, in, Plain.random(4, rows * in)), layer);
                    first.backward(pass.upload(rows, out, Plain.random(5, rows * out)));
                }
                gradients[i] = new float[][] {a.readGradient(), b.readGradient()};
            }
        }
        for (int which = 0; which < 2; which++) {
            float[] n = gradients[0][which];
            float[] f = gradients[1][which];
            double cosine = Plain.dot(n, f) / Math.sqrt(Plain.dot(n, n) * Plain.dot(f, f));
            assertThat(cosine).isGreaterThanOrEqualTo(0.99999);
        }
    }
}
