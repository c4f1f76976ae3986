package org.dasllm.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.MemoryUse;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.plan.CountingDevice;
import org.dasllm.trainer.EveryDevice;
import org.dasllm.trainer.Fixture;
import org.dasllm.trainer.estimate.HostMemory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Head and loss, made some rows at a time, beside all logits held at once in float64. */
class ChunkedLossTest {
    private static final double CLOSE = 1e-6;
    /** ND4J's exponential has fewer digits than the others', however the rows are cut. */
    private static final double ND4J_GRADIENT_CLOSE = 1e-5;

    private static final int ROWS = 1500;
    private static final int COLUMNS = 24;
    /** So many that every device has to cut the rows into pieces. */
    private static final int VOCABULARY = 12_000;

    private static final double SCALE = 1.0 / 1000;

    static List<String> devices() {
        return EveryDevice.names();
    }

    /** What the loss and its gradients are, all at once. */
    private static final class Dense {
        final double[] rows = new double[ROWS];
        final float[] hiddenGradient = new float[ROWS * COLUMNS];
        final float[] weightGradient;

        Dense(float[] hidden, float[] weight, int[] targets) {
            double[] ofWeight = new double[weight.length];
            for (int row = 0; row < ROWS; row++) {
                if (targets[row] != Loss.IGNORED) {
                    row(row, hidden, weight, targets[row], ofWeight);
                }
            }
            weightGradient = floats(ofWeight);
        }

        private void row(int row, float[] hidden, float[] weight, int target, double[] ofWeight) {
            double[] logits = new double[VOCABULARY];
            for (int token = 0; token < VOCABULARY; token++) {
                for (int i = 0; i < COLUMNS; i++) {
                    logits[token] += (double) hidden[row * COLUMNS + i] * weight[token * COLUMNS + i];
                }
            }
            double max = Arrays.stream(logits).max().orElseThrow();
            double sum = Arrays.stream(logits).map(z -> Math.exp(z - max)).sum();
            rows[row] = max + Math.log(sum) - logits[target];
            double[] ofHidden = new double[COLUMNS];
            for (int token = 0; token < VOCABULARY; token++) {
                double gradient = SCALE * (Math.exp(logits[token] - max) / sum - (token == target ? 1 : 0));
                for (int i = 0; i < COLUMNS; i++) {
                    ofHidden[i] += gradient * weight[token * COLUMNS + i];
                    ofWeight[token * COLUMNS + i] += gradient * hidden[row * COLUMNS + i];
                }
            }
            System.arraycopy(floats(ofHidden), 0, hiddenGradient, row * COLUMNS, COLUMNS);
        }
    }

    private static float[] floats(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    private static float[] values(Random random, int count, double size) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (size * random.nextGaussian());
        }
        return values;
    }

    /** Every fifth row has none. */
    private static int[] targets(Random random, int rows, int vocabulary) {
        return IntStream.range(0, rows)
                .map(row -> row % 5 == 3 ? Loss.IGNORED : random.nextInt(vocabulary))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void theLossInPiecesIsTheDenseOne(String name) {
        Random random = new Random(5);
        float[] hidden = values(random, ROWS * COLUMNS, 1);
        float[] weights = values(random, VOCABULARY * COLUMNS, 0.6);
        int[] targets = targets(random, ROWS, VOCABULARY);
        Dense dense = new Dense(hidden, weights, targets);
        try (Device device = EveryDevice.open(name);
                Pass pass = device.trainingPass()) {
            Parameter weight = device.parameter(HostMatrix.of(VOCABULARY, COLUMNS, weights), true);
            Loss loss = pass.loss(pass.upload(ROWS, COLUMNS, hidden), Head.of(Linear.of(weight)), Targets.of(targets));
            double sum = Arrays.stream(dense.rows).sum();
            double ofSum = Math.abs(loss.sum() / sum - 1);
            double ofRows = Fixture.relativeL2(loss.rows(), floats(dense.rows));
            double ofHidden = Fixture.relativeL2(pass.download(loss.backward(SCALE)), dense.hiddenGradient);
            double ofWeight = Fixture.relativeL2(weight.readGradient(), dense.weightGradient);
            System.out.printf(
                    "%s: chunked beside dense: sum %.1e, rows %.1e, hidden gradient %.1e, weight gradient %.1e%n",
                    name, ofSum, ofRows, ofHidden, ofWeight);
            assertThat(ofSum).isLessThan(CLOSE);
            assertThat(ofRows).isLessThan(CLOSE);
            double gradientClose = name.equals("nd4j") ? ND4J_GRADIENT_CLOSE : CLOSE;
            assertThat(ofHidden).isLessThan(gradientClose);
            assertThat(ofWeight).isLessThan(gradientClose);
        }
    }

    /** The reference device holds all logits, on purpose: it is what the others are measured against. */
    static List<String> chunkingDevices() {
        return devices().stream().filter(name -> !name.equals("reference")).toList();
    }

    /** Twice the rows take more memory for the rows, and none for logits; all of them at once would be 1.6 GB. */
    @ParameterizedTest
    @MethodSource("chunkingDevices")
    void logitsOfAllRowsAreNeverHeld(String name) {
        int vocabulary = 100_000;
        int columns = 8;
        Random random = new Random(6);
        HostMatrix weights = HostMatrix.of(vocabulary, columns, values(random, vocabulary * columns, 1));
        HostMemory host = HostMemory.here();
        Assumptions.assumeTrue(host.resident().isPresent(), "Skipped: this system does not tell a process's memory");
        try (Device device = EveryDevice.open(name)) {
            Head head = Head.of(Linear.of(device.parameter(weights, false)));
            lose(device, head, random, 64);
            long before = host.resident().orElseThrow();
            lose(device, head, random, 4096);
            // A device keeps a pass's memory for the next one, so that its peak can be seen afterwards.
            long grown = host.resident().orElseThrow() - before;
            System.out.printf("%s: 4096 rows of %d logits took %d MB%n", name, vocabulary, grown / 1_000_000);
            assertThat(grown).isLessThan(400_000_000L);
        }
    }

    private static void lose(Device device, Head head, Random random, int rows) {
        int columns = head.layer().inputs();
        try (Pass pass = device.trainingPass()) {
            Loss loss = pass.loss(
                    pass.upload(rows, columns, values(random, rows * columns, 1)),
                    head,
                    Targets.of(targets(random, rows, head.vocabulary())));
            pass.download(loss.backward(1));
        }
    }

    /** What the plan counts beside rows of the hidden size is a piece's logits, however many rows there are. */
    @Test
    void thePlanCountsAPieceTimesTheVocabulary() {
        long small = counted(4096, 50_000);
        assertThat(counted(8192, 50_000)).isCloseTo(small, withinPercentage(1));
        assertThat(counted(4096, 100_000)).isCloseTo(2 * small, withinPercentage(1));
        assertThat(small).isLessThan(4096L * 50_000 * Float.BYTES / 8);
    }

    private static long counted(int rows, int vocabulary) {
        int columns = 8;
        CountingDevice device = new CountingDevice(MemoryUse.of(Precision.FLOAT32));
        Head head = Head.of(Linear.of(
                device.parameter(HostMatrix.of(vocabulary, columns, new float[vocabulary * columns]), false)));
        int[] targets = targets(new Random(7), rows, vocabulary);
        try (Pass pass = device.trainingPass()) {
            pass.loss(pass.upload(rows, columns, new float[0]), head, Targets.of(targets))
                    .backward(1);
        }
        long kept =
                Arrays.stream(targets).filter(token -> token != Loss.IGNORED).count();
        return device.peakBytes() - Float.BYTES * (long) columns * (rows + 2 * kept);
    }
}
