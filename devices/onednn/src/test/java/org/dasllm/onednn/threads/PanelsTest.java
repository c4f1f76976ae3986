package org.dasllm.onednn.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.dasllm.onednn.Plain;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.vectors.Bfloat16;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products by panels beside plain loops in double precision. */
class PanelsTest {
    private final NativeMemory memory = new NativeMemory();

    @BeforeEach
    void onlyWhereTheyAre() {
        OneDnnLibrary.load();
        assumeTrue(NativeKernels.AVX512, "Skipped: no kernels in C for bfloat16 here");
    }

    @AfterEach
    void close() {
        memory.close();
    }

    /** Rows and columns that fill no tile and no panel, more columns than are laid out at a time, and more depth. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 2, true",
        "12, 32, 32, true",
        "13, 33, 34, true",
        "25, 150, 66, true",
        "5, 40, 2060, true",
        "12, 32, 32, false",
        "13, 33, 34, false",
        "25, 150, 66, false",
        "5, 40, 2060, false"
    })
    void areThePlainProducts(int rows, int columns, int depth, boolean transposed) {
        float[] x = rounded(Plain.random(1, rows * depth));
        float[] w = rounded(Plain.random(2, columns * depth));
        double[] expected = Plain.timesTransposed(x, w, rows, columns, depth);
        // Matrices within wider ones, so that strides count; what lies beside them must not matter, nor change.
        Bfloat16Matrix a = inWider(x, rows, depth, depth + 3);
        Bfloat16Matrix b = transposed
                ? inWider(w, columns, depth, depth + 5)
                : inWider(turned(w, columns, depth), depth, columns, columns + 7);
        int stride = columns + 9;
        for (boolean sum : new boolean[] {false, true}) {
            Matrix y = Matrix.allocate(memory, rows, stride);
            float[] before = Plain.random(3, rows * stride);
            y.write(before);
            try (Panels panels = new Panels(memory)) {
                panels.run(
                        new MatmulPrimitive.Shape(
                                rows, columns, depth, depth + 3, b.columns(), stride, transposed, sum, true),
                        a.address(),
                        b.address(),
                        y.address);
            }
            float[] actual = y.read();
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < stride; j++) {
                    int at = i * stride + j;
                    if (j >= columns) {
                        assertThat(actual[at]).isEqualTo(before[at]);
                    } else {
                        double start = sum ? before[at] : 0;
                        assertThat((double) actual[at])
                                .isCloseTo(start + expected[i * columns + j], within(1e-5 * Math.sqrt(depth) + 1e-5));
                    }
                }
            }
        }
    }

    /** A request's answer must not depend on who else is being answered. */
    @Test
    void aRowHasTheSameBitsHoweverManyThereAre() {
        int rows = 29;
        int columns = 70;
        int depth = 1100;
        Bfloat16Matrix a = inWider(Plain.random(1, rows * depth), rows, depth, depth);
        Bfloat16Matrix b = inWider(Plain.random(2, columns * depth), columns, depth, depth);
        float[] all = times(a, b, rows);
        for (int some = 1; some < rows; some++) {
            assertThat(times(a, b, some)).isEqualTo(Arrays.copyOf(all, some * columns));
        }
    }

    private float[] times(Bfloat16Matrix a, Bfloat16Matrix b, int rows) {
        Matrix y = Matrix.allocate(memory, rows, b.rows());
        int depth = a.columns();
        try (Panels panels = new Panels(memory)) {
            panels.run(
                    new MatmulPrimitive.Shape(rows, b.rows(), depth, depth, depth, b.rows(), true, false, true),
                    a.address(),
                    b.address(),
                    y.address);
        }
        return y.read();
    }

    /** A matrix with NaN to the right of it. */
    private Bfloat16Matrix inWider(float[] numbers, int rows, int columns, int stride) {
        float[] wider = new float[rows * stride];
        Arrays.fill(wider, Float.NaN);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(numbers, i * columns, wider, i * stride, columns);
        }
        Bfloat16Matrix matrix = Bfloat16Matrix.allocate(memory, rows, stride);
        matrix.write(0, wider);
        return matrix;
    }

    private static float[] turned(float[] w, int columns, int depth) {
        float[] turned = new float[w.length];
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < depth; j++) {
                turned[j * columns + i] = w[i * depth + j];
            }
        }
        return turned;
    }

    private static float[] rounded(float[] numbers) {
        float[] rounded = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            rounded[i] = Float.intBitsToFloat(Bfloat16.narrow(numbers[i]) << 16);
        }
        return rounded;
    }
}
