package org.dasllm.tensor.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Parameter;
import org.junit.jupiter.api.Test;

/** Two updates worked out by hand, with constants that make round numbers. */
class ReferenceAdamWTest {
    private final ReferenceDevice device = new ReferenceDevice();
    private final Parameter parameter = device.parameter(HostMatrix.of(1, 2, new float[] {10, -20}), true);
    private final AdamW adamW = device.adamW(List.of(parameter), new AdamW.Settings(0.5, 0.75, 1, 0.5));

    private void gradient(double first, double second) {
        ReferenceDevice.gradient(parameter)[0] = first;
        ReferenceDevice.gradient(parameter)[1] = second;
    }

    private void assertValues(double first, double second) {
        assertThat(ReferenceDevice.values(parameter)).containsExactly(new double[] {first, second}, within(1e-12));
    }

    @Test
    void decaysTheWeightThenMovesAgainstTheGradient() {
        gradient(6, -8);
        assertThat(adamW.gradientNorm()).isCloseTo(10, within(1e-12));
        // Scaled: g = (3, -4). Bias-corrected, m = g and √v = |g|: the step is 0.1 · g / (|g| + 1).
        // The decay has taken 0.1 · 0.5 of the weight before.
        adamW.step(0.1, 0.5);
        assertValues(9.5 - 0.1 * 3 / 4, -19 + 0.1 * 4 / 5);
        assertThat(adamW.steps()).isEqualTo(1);
        assertThat(ReferenceDevice.gradient(parameter)).containsOnly(0);
        assertThat(adamW.readMoments(0)[0]).containsExactly(1.5f, -2);
        assertThat(adamW.readMoments(0)[1]).containsExactly(2.25f, 4);
    }

    @Test
    void theSecondStepRemembersTheFirst() {
        gradient(3, -4);
        adamW.step(0, 1);
        gradient(1, 2);
        adamW.step(0.2, 1);
        // m = ½·1.5 + ½·1 = 1.25 and ½·(−2) + ½·2 = 0, over 1 − ½² = ¾;
        // v = ¾·2.25 + ¼·1 = 1.9375, over 1 − (¾)² = 0.4375.
        double step = 0.2 * (1.25 / 0.75) / (Math.sqrt(1.9375 / 0.4375) + 1);
        assertValues(10 * 0.9 - step, -20 * 0.9);
    }
}
