package org.dasllm.onednn.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dasllm.onednn.OneDnnProvider;
import org.dasllm.onednn.Plain;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.BlockFormat;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels in C beside Java's, which run where the others cannot. */
class NativeKernelsTest {
    private static final int OUTPUTS = 2 * PackedBlocks.GROUP + 5;
    private static final int COLUMNS = 96;

    @Test
    void areThereWhereTheBuildAndTheProcessorCanHaveThem() throws IOException {
        Path processor = Path.of("/proc/cpuinfo");
        assumeTrue(Files.exists(Path.of("/usr/bin/cc")) && Files.exists(processor), "no C compiler here, or not Linux");
        List<String> flags = List.of(Files.readString(processor).split("\\s+"));
        OneDnnLibrary.load();
        boolean avx512 = flags.containsAll(List.of("avx512_bf16", "avx512_vnni", "avx512vbmi"))
                && OneDnnLibrary.multipliesBfloat16();
        boolean avx2 = flags.containsAll(List.of("avx2", "fma", "f16c"))
                && Vectors.LANES == 8
                && !OneDnnLibrary.multipliesBfloat16();
        assumeTrue(avx512 || avx2, "this processor has not the instructions");
        assertThat(NativeKernels.AVX512).isEqualTo(avx512);
        assertThat(NativeKernels.AVX2).isEqualTo(avx2);
        assertThat(NativeKernels.description()).isEqualTo("kernels in C");
    }

    /** Steps of eight, four and one. */
    @ParameterizedTest
    @CsvSource({"1", "2", "4", "7", "8"})
    void bfloat16GivesWhatJavasKernelDoes(int rows) {
        needed();
        assumeTrue(NativeKernels.AVX512, "this processor does not multiply bfloat16");
        try (NativeMemory memory = new NativeMemory()) {
            Bfloat16Matrix w = weight(memory);
            Matrix x = random(memory, rows);
            Bfloat16Matrix rounded = Bfloat16Matrix.allocate(memory, rows, COLUMNS);
            NativeKernels.round(x.address, x.size(), 1f, rounded.address());
            for (int i = 0; i < x.size(); i++) {
                float number = x.data.getFloat(i * Float.BYTES);
                assertThat(rounded.data().getShort(i * Bfloat16.BYTES)).isEqualTo(Bfloat16.narrow(number));
            }
            Bfloat16.widen(rounded.data(), 0, x.data, 0, x.size());
            Matrix ours = Matrix.allocate(memory, rows, OUTPUTS);
            NativeKernels.bf16(w.address(), COLUMNS, OUTPUTS, rounded.address(), rows, ours.address, OUTPUTS);
            assertThat(ours.read()).usingComparatorWithPrecision(1e-5f).containsExactly(javas(memory, w, x));
        }
    }

    /** Steps of four and one. */
    @ParameterizedTest
    @CsvSource({"1", "3", "4", "7", "8"})
    void widenedBfloat16GivesWhatJavasKernelDoes(int rows) {
        needed();
        assumeTrue(NativeKernels.AVX2, "this processor multiplies bfloat16");
        try (NativeMemory memory = new NativeMemory()) {
            Bfloat16Matrix w = weight(memory);
            Matrix x = random(memory, rows);
            Matrix parted = Matrix.allocate(memory, rows, COLUMNS);
            NativeKernels.part(x.address, x.size(), parted.address);
            assertThat(parted.read()).isEqualTo(Bfloat16Dots.parted(x));
            Matrix ours = Matrix.allocate(memory, rows, OUTPUTS);
            NativeKernels.widenedBf16(w.address(), COLUMNS, OUTPUTS, parted.address, rows, ours.address, OUTPUTS);
            assertThat(ours.read()).usingComparatorWithPrecision(1e-5f).containsExactly(javas(memory, w, x));
        }
    }

    private static Bfloat16Matrix weight(NativeMemory memory) {
        Bfloat16Matrix w = Bfloat16Matrix.allocate(memory, OUTPUTS, COLUMNS);
        w.write(0, Plain.random(1, OUTPUTS * COLUMNS));
        return w;
    }

    private static float[] javas(NativeMemory memory, Bfloat16Matrix w, Matrix x) {
        Matrix javas = Matrix.allocate(memory, x.rows(), OUTPUTS);
        NativeMemory.Block to = memory.allocate((long) x.rows() * OUTPUTS * Float.BYTES);
        try (WorkerPool pool = new WorkerPool(1, memory)) {
            pool.run(1, (item, worker) -> Bfloat16Dots.band(w, x).run(worker, 0, x.rows(), 0, OUTPUTS, OUTPUTS, to));
        }
        Vectors.copy(to.data, 0, javas.data, 0, x.rows() * OUTPUTS);
        return javas.read();
    }

    @Test
    void roundingTo8BitsIsJavas() {
        needed();
        try (NativeMemory memory = new NativeMemory()) {
            Matrix x = random(memory, 1);
            int blocks = x.size() / PackedBlocks.BLOCK;
            Matrix codes = Matrix.allocate(memory, 1, COLUMNS);
            Matrix scales = Matrix.allocate(memory, 1, blocks);
            Matrix shifts = Matrix.allocate(memory, 1, blocks);
            NativeKernels.round8(x.address, 1, blocks, codes.address, scales.address, shifts.address);
            RoundedRows javas = RoundedRows.of(x);
            assertThat(scales.read()).isEqualTo(javas.scales());
            for (int i = 0; i < x.size(); i++) {
                assertThat((short) codes.data.get(place(i))).isEqualTo(javas.codes()[i]);
            }
            for (int i = 0; i < blocks; i++) {
                assertThat(shifts.data.getInt(i * Integer.BYTES)).isEqualTo(javas.shifts()[i]);
            }
        }
    }

    /** Where the code of a number is; for AVX2 the even ones of four come twice, then the odd ones. */
    private static int place(int number) {
        int ofFour = number % 4;
        return NativeKernels.AVX2 ? number / 4 * 8 + ofFour % 2 * 4 + ofFour / 2 : number;
    }

    /** Both sum integers, and multiply with the scales in the same order. */
    @Test
    void fourBitsHaveTheBitsOfJavasKernel() {
        needed();
        try (NativeMemory memory = new NativeMemory();
                WorkerPool pool = new WorkerPool(1, memory)) {
            PackedBlocks w = new PackedBlocks(memory, BlockFormat.Q4_0, OUTPUTS, COLUMNS);
            w.write(pool, HostMatrix.of(OUTPUTS, COLUMNS, Plain.random(1, OUTPUTS * COLUMNS)));
            Matrix x = random(memory, 1);
            int wide = w.groups() * PackedBlocks.GROUP;
            int blocks = w.blocks();
            Matrix codes = Matrix.allocate(memory, 1, COLUMNS);
            Matrix scales = Matrix.allocate(memory, 1, blocks);
            Matrix shifts = Matrix.allocate(memory, 1, blocks);
            NativeKernels.round8(x.address, 1, blocks, codes.address, scales.address, shifts.address);
            Matrix ours = Matrix.allocate(memory, 1, wide);
            NativeKernels.q4(
                    w.address(0),
                    w.groups(),
                    blocks,
                    codes.address,
                    scales.address,
                    shifts.address,
                    1,
                    ours.address,
                    wide);
            Matrix javas = Matrix.allocate(memory, 1, wide);
            Matrix sums = Matrix.allocate(memory, 1, blocks * Q4Products.sumBytes());
            RoundedRows rounded = RoundedRows.of(x);
            for (int g = 0; g < w.groups(); g++) {
                int at = g * w.groupBytes();
                Q4Products.sums(w.data, at, blocks, w.blockBytes(), rounded.codes(), 0, sums.data);
                int to = g * PackedBlocks.GROUP * Float.BYTES;
                Q4Products.scale(w.data, at, blocks, w.blockBytes(), sums.data, rounded, 0, javas.data, to);
            }
            assertThat(ours.read()).isEqualTo(javas.read());
        }
    }

    /** 16 bits of x lose less than its products in bfloat16 by far. */
    @Test
    void eightBitsAreNearlyExact() {
        needed();
        try (Device device = new OneDnnProvider().open(2, Precision.Q8_0)) {
            Parameter weight =
                    device.parameter(HostMatrix.of(OUTPUTS, COLUMNS, Plain.random(1, OUTPUTS * COLUMNS)), false);
            float[] w = weight.read();
            float[] x = Plain.random(2, COLUMNS);
            float[] y = times(device, weight, 1, x);
            for (int i = 0; i < OUTPUTS; i++) {
                double exact = 0;
                double size = 0;
                for (int j = 0; j < COLUMNS; j++) {
                    exact += (double) w[i * COLUMNS + j] * x[j];
                    size += Math.abs((double) w[i * COLUMNS + j] * x[j]);
                }
                assertThat((double) y[i]).isCloseTo(exact, within(3e-5 * size));
            }
        }
    }

    /** A panel has of each two inputs those of each output; each number is rounded as Java rounds it. */
    @ParameterizedTest
    @CsvSource({"Q8_0", "Q4_0"})
    void aWidenedPanelHasTheBlocksNumbers(BlockFormat format) {
        needed();
        assumeTrue(NativeKernels.AVX512, "this processor does not multiply bfloat16");
        try (NativeMemory memory = new NativeMemory();
                WorkerPool pool = new WorkerPool(1, memory)) {
            PackedBlocks w = new PackedBlocks(memory, format, OUTPUTS, COLUMNS);
            w.write(pool, HostMatrix.of(OUTPUTS, COLUMNS, Plain.random(1, OUTPUTS * COLUMNS)));
            Matrix numbers = Matrix.allocate(memory, 1, COLUMNS);
            NativeMemory.Block panel = memory.allocate((long) COLUMNS * NativeKernels.PANEL * Bfloat16.BYTES);
            for (int group = 0; group < w.groups(); group++) {
                int first = group * PackedBlocks.GROUP;
                NativeKernels.widenedPanel(w.address(first), w.blocks(), format.bits(), panel.address);
                for (int output = 0; output < Math.min(PackedBlocks.GROUP, OUTPUTS - first); output++) {
                    w.widen(first + output, numbers.data, 0);
                    for (int input = 0; input < COLUMNS; input++) {
                        int place = (input / 2 * NativeKernels.PANEL + output) * 2 + input % 2;
                        assertThat(panel.data.getShort(place * Bfloat16.BYTES))
                                .isEqualTo(Bfloat16.narrow(numbers.data.getFloat(input * Float.BYTES)));
                    }
                }
            }
        }
    }

    /** A request's answer must not depend on who else is being answered. */
    @ParameterizedTest
    @CsvSource({"BFLOAT16", "Q8_0", "Q4_0"})
    void aRowHasTheSameBitsHoweverManyThereAre(Precision precision) {
        needed();
        int rows = 8;
        try (Device device = new OneDnnProvider().open(2, precision)) {
            Parameter weight =
                    device.parameter(HostMatrix.of(OUTPUTS, COLUMNS, Plain.random(1, OUTPUTS * COLUMNS)), false);
            float[] x = Plain.random(2, rows * COLUMNS);
            float[] all = times(device, weight, rows, x);
            for (int count : new int[] {1, 2, 5}) {
                float[] some = times(device, weight, count, Arrays.copyOf(x, count * COLUMNS));
                assertThat(some).isEqualTo(Arrays.copyOf(all, count * OUTPUTS));
            }
        }
    }

    /** A model that is broken must not answer as if it were not. */
    @ParameterizedTest
    @CsvSource({"BFLOAT16", "Q8_0", "Q4_0"})
    void notANumberShows(Precision precision) {
        needed();
        try (Device device = new OneDnnProvider().open(2, precision)) {
            Parameter weight =
                    device.parameter(HostMatrix.of(OUTPUTS, COLUMNS, Plain.random(1, OUTPUTS * COLUMNS)), false);
            float[] x = Plain.random(2, 2 * COLUMNS);
            x[COLUMNS / 2] = Float.NaN;
            float[] y = times(device, weight, 2, x);
            assertThat(Arrays.copyOf(y, OUTPUTS)).containsOnly(Float.NaN);
            assertThat(Arrays.copyOfRange(y, OUTPUTS, 2 * OUTPUTS)).doesNotContain(Float.NaN);
        }
    }

    private static float[] times(Device device, Parameter weight, int rows, float[] x) {
        try (Pass pass = device.inferencePass()) {
            return pass.download(pass.linear(pass.upload(rows, COLUMNS, x), Linear.of(weight))
                    .output());
        }
    }

    private static Matrix random(NativeMemory memory, int rows) {
        Matrix x = Matrix.allocate(memory, rows, COLUMNS);
        x.write(Plain.random(rows, rows * COLUMNS));
        return x;
    }

    private static void needed() {
        OneDnnLibrary.load();
        assumeTrue(NativeKernels.AVAILABLE, NativeKernels.description());
    }
}
