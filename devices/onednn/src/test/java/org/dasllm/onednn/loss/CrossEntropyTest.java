package org.dasllm.onednn.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.dasllm.onednn.OneDnnProvider;
import org.dasllm.onednn.Plain;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
    private static final int ROWS = 900;
    private static final int HIDDEN = 24;
    private static final int VOCABULARY = 5003;

    /** Several pieces of logits, a third of the rows without a target. */
    @Test
    void equalsThePlainLoops() {
        float[] x = Plain.random(1, ROWS * HIDDEN);
        float[] w = Plain.random(2, VOCABULARY * HIDDEN);
        int[] targets = new int[ROWS];
        Arrays.setAll(targets, i -> i % 3 == 0 ? Loss.IGNORED : i * 7919 % VOCABULARY);
        double[] logits = Plain.timesTransposed(x, w, ROWS, VOCABULARY, HIDDEN);
        double sum = 0;
        int correct = 0;
        double[] dx = new double[x.length];
        double[] dw = new double[w.length];
        for (int i = 0; i < ROWS; i++) {
            if (targets[i] == Loss.IGNORED) {
                continue;
            }
            double[] row = Arrays.copyOfRange(logits, i * VOCABULARY, (i + 1) * VOCABULARY);
            double max = Arrays.stream(row).max().orElseThrow();
            double total = Arrays.stream(row).map(y -> Math.exp(y - max)).sum();
            sum += max + Math.log(total) - row[targets[i]];
            correct += row[targets[i]] == max ? 1 : 0;
            for (int j = 0; j < VOCABULARY; j++) {
                double d = Math.exp(row[j] - max) / total - (j == targets[i] ? 1 : 0);
                for (int c = 0; c < HIDDEN; c++) {
                    dx[i * HIDDEN + c] += 0.25 * d * w[j * HIDDEN + c];
                    dw[j * HIDDEN + c] += 0.25 * d * x[i * HIDDEN + c];
                }
            }
        }
        try (Device device = new OneDnnProvider().open(2);
                Pass pass = device.trainingPass()) {
            Parameter weight = device.parameter(HostMatrix.of(VOCABULARY, HIDDEN, w), true);
            Loss loss = pass.loss(pass.upload(ROWS, HIDDEN, x), Head.of(Linear.of(weight)), Targets.of(targets));
            assertThat(loss.count()).isEqualTo(ROWS * 2 / 3);
            assertThat(loss.correct()).isEqualTo(correct);
            assertThat(loss.sum()).isBetween(sum * (1 - 1e-6), sum * (1 + 1e-6));
            Plain.assertClose(pass.download(loss.backward(0.25)), dx);
            Plain.assertClose(weight.readGradient(), dw);
        }
    }

    @Test
    void rowsWithoutAnyTargetCostNothing() {
        try (Device device = new OneDnnProvider().open(2);
                Pass pass = device.trainingPass()) {
            Parameter weight = device.parameter(HostMatrix.of(3, 2, new float[6]), true);
            int[] none = {Loss.IGNORED, Loss.IGNORED};
            Loss loss = pass.loss(
                    pass.upload(2, 2, new float[] {1, 2, 3, 4}), Head.of(Linear.of(weight)), Targets.of(none));
            assertThat(loss.count()).isZero();
            assertThat(loss.sum()).isZero();
            assertThat(pass.download(loss.backward(1))).containsOnly(0f);
            assertThat(weight.readGradient()).containsOnly(0f);
        }
    }
}
