package org.dasllm.onednn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.dasllm.onednn.Plain;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.tensor.Activation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels in C that round what layers make, beside their formulas in double precision. */
class NarrowKernelsTest {
    /** Half a step of bfloat16, and what float32 loses. */
    private static final double ROUNDING = 0x1p-8 + 1e-5;

    private static final double LEAST = 1e-6;

    /** A tile within a matrix, with columns behind its last whole vector. */
    private static final int ROWS = 9;

    private static final int COLUMNS = 120;
    private static final int FIRST_ROW = 2;
    private static final int FIRST = 16;
    private static final int TILE_ROWS = 5;
    private static final int TILE = 83;

    private final NativeMemory memory = new NativeMemory();
    private final WorkerPool pool = new WorkerPool(1, memory);

    @BeforeEach
    void onlyWhereTheyAre() {
        OneDnnLibrary.load();
        assumeTrue(NativeKernels.AVX512, "Skipped: no kernels in C for bfloat16 here");
    }

    @AfterEach
    void close() {
        pool.close();
        memory.close();
    }

    private interface Check {
        double expected(double gate, double up, double gradient);
    }

    private static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    private static double gelu(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    private static DoubleUnaryOperator formula(Activation activation) {
        return activation == Activation.SILU ? NarrowKernelsTest::silu : NarrowKernelsTest::gelu;
    }

    private static double slope(DoubleUnaryOperator function, double x) {
        double step = 1e-5;
        return (function.applyAsDouble(x + step) - function.applyAsDouble(x - step)) / (2 * step);
    }

    /** Numbers from −8 to 8, and some that an exponential of float32 has no room for. */
    private float[] gates() {
        float[] gates = Plain.random(1, TILE_ROWS * TILE);
        for (int i = 0; i < gates.length; i++) {
            gates[i] *= 8;
        }
        gates[3] = 120;
        gates[4] = -120;
        gates[5] = 0;
        gates[TILE - 1] = -300;
        return gates;
    }

    private NativeMemory.Block block(float[] numbers) {
        Matrix matrix = Matrix.allocate(memory, 1, numbers.length);
        matrix.write(numbers);
        NativeMemory.Block block = memory.allocate((long) numbers.length * Float.BYTES);
        block.data.put(0, matrix.data, 0, numbers.length * Float.BYTES);
        return block;
    }

    private Bfloat16Matrix filled() {
        Bfloat16Matrix matrix = Bfloat16Matrix.allocate(memory, ROWS, COLUMNS);
        float[] ones = new float[ROWS * COLUMNS];
        Arrays.fill(ones, 1f);
        matrix.write(0, ones);
        return matrix;
    }

    private static boolean inTile(int row, int column) {
        return row >= FIRST_ROW && row < FIRST_ROW + TILE_ROWS && column >= FIRST && column < FIRST + TILE;
    }

    private static float at(Bfloat16Matrix matrix, int row, int column) {
        return Float.intBitsToFloat(matrix.data().getShort(matrix.offset(row) + column * Bfloat16.BYTES) << 16);
    }

    /** The tile has what is expected of its inputs, and nothing else was written. */
    private static void assertTile(Bfloat16Matrix made, float[] gates, float[] ups, float[] gradients, Check check) {
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                double expected = 1;
                if (inTile(row, column)) {
                    int i = (row - FIRST_ROW) * TILE + column - FIRST;
                    expected = check.expected(gates[i], ups[i], gradients[i]);
                }
                assertThat((double) at(made, row, column))
                        .as("row %d, column %d", row, column)
                        .isCloseTo(expected, within(Math.abs(expected) * ROUNDING + LEAST));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void aGateIsItsFormula(Activation activation) {
        float[] gates = gates();
        float[] ups = Plain.random(2, gates.length);
        Bfloat16Matrix keptGate = filled();
        Bfloat16Matrix keptUp = filled();
        Bfloat16Matrix product = filled();
        new NarrowGate(activation, FIRST_ROW, TILE_ROWS, FIRST, TILE)
                .forward(block(gates), block(ups), keptGate, keptUp, product);
        DoubleUnaryOperator formula = formula(activation);
        assertTile(keptGate, gates, ups, ups, (gate, up, gradient) -> gate);
        assertTile(keptUp, gates, ups, ups, (gate, up, gradient) -> up);
        assertTile(product, gates, ups, ups, (gate, up, gradient) -> formula.applyAsDouble(gate) * up);
        Bfloat16Matrix alone = filled();
        new NarrowGate(activation, FIRST_ROW, TILE_ROWS, FIRST, TILE)
                .forward(block(gates), block(ups), null, null, alone);
        assertThat(alone.data()).isEqualTo(product.data());
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void aGatesGradientsAreItsSlopes(Activation activation) {
        Bfloat16Matrix gate = filled();
        Bfloat16Matrix up = filled();
        float[] gates = gates();
        float[] ups = Plain.random(2, gates.length);
        NarrowGate tile = new NarrowGate(activation, FIRST_ROW, TILE_ROWS, FIRST, TILE);
        tile.forward(block(gates), block(ups), gate, up, filled());
        for (int i = 0; i < gates.length; i++) {
            gates[i] = at(gate, FIRST_ROW + i / TILE, FIRST + i % TILE);
            ups[i] = at(up, FIRST_ROW + i / TILE, FIRST + i % TILE);
        }
        float[] gradients = Plain.random(3, gates.length);
        Bfloat16Matrix gateGradient = filled();
        Bfloat16Matrix upGradient = filled();
        Bfloat16Matrix product = filled();
        tile.backward(block(gradients), gate, up, gateGradient, upGradient, product);
        DoubleUnaryOperator formula = formula(activation);
        assertTile(gateGradient, gates, ups, gradients, (x, u, dy) -> dy * u * slope(formula, x));
        assertTile(upGradient, gates, ups, gradients, (x, u, dy) -> dy * formula.applyAsDouble(x));
        assertTile(product, gates, ups, gradients, (x, u, dy) -> u * formula.applyAsDouble(x));
    }

    @Test
    void notANumberShowsInWhatAGateMakes() {
        float[] gates = gates();
        gates[7] = Float.NaN;
        Bfloat16Matrix product = filled();
        new NarrowGate(Activation.SILU, FIRST_ROW, TILE_ROWS, FIRST, TILE)
                .forward(block(gates), block(Plain.random(2, gates.length)), null, null, product);
        assertThat(at(product, FIRST_ROW, FIRST + 7)).isNaN();
    }

    @Test
    void aNormIsItsFormula() {
        int groups = 5;
        int columns = 83;
        float epsilon = 1e-3f;
        Matrix x = Matrix.allocate(memory, groups, columns);
        x.write(Plain.random(4, groups * columns));
        Matrix weight = Matrix.allocate(memory, 1, columns);
        weight.write(Plain.random(5, columns));
        Bfloat16Matrix y = Bfloat16Matrix.allocate(memory, groups, columns);
        Matrix inverses = Matrix.allocate(memory, 1, groups);
        NativeKernels.norm(x.address, groups, columns, weight.address, 1f, epsilon, y.address(), inverses.address);
        float[] numbers = x.read();
        float[] scale = weight.read();
        for (int group = 0; group < groups; group++) {
            double square = 0;
            for (int i = 0; i < columns; i++) {
                square += (double) numbers[group * columns + i] * numbers[group * columns + i];
            }
            double inverse = 1 / Math.sqrt(square / columns + epsilon);
            assertThat((double) inverses.read()[group]).isCloseTo(inverse, within(1e-6 * inverse));
            for (int i = 0; i < columns; i++) {
                double expected = numbers[group * columns + i] * inverse * (1 + scale[i]);
                assertThat((double) at(y, group, i)).isCloseTo(expected, within(Math.abs(expected) * ROUNDING + LEAST));
            }
        }
    }

    /** Also the numbers behind the last that C rounds together, and the rows behind the matrix stay. */
    @ParameterizedTest
    @ValueSource(floats = {0.37f, 1f})
    void aMatrixIsRoundedAsJavaDoes(float factor) {
        Matrix x = Matrix.allocate(memory, 3, COLUMNS - 7);
        x.write(Plain.random(6, x.size()));
        Bfloat16Matrix y = Bfloat16Matrix.allocate(memory, 4, COLUMNS - 7);
        y.round(pool, x, factor);
        for (int i = 0; i < x.size(); i++) {
            float scaled = factor * x.data.getFloat(i * Float.BYTES);
            assertThat(y.data().getShort(i * Bfloat16.BYTES)).isEqualTo(Bfloat16.narrow(scaled));
        }
        for (int column = 0; column < y.columns(); column++) {
            assertThat(at(y, 3, column)).isZero();
        }
    }
}
