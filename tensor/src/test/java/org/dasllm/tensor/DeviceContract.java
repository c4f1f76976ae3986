package org.dasllm.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every device promises. A device's module extends this class and says how to open the device. */
public abstract class DeviceContract extends RefusalContract {
    /** Largest ‖difference‖ / ‖truth‖ against the float64 reference; a device below float32 overrides it. */
    protected double tolerance() {
        return 1e-5;
    }

    private static Stream<Scenario> scenarios() {
        return Stream.of(
                        LinearScenarios.all(),
                        AdapterScenarios.all(),
                        RowScenarios.all(),
                        FeedForwardScenarios.all(),
                        AttentionScenarios.all(),
                        LossScenarios.all(),
                        DistillationScenarios.all(),
                        ScopeScenarios.all(),
                        TrainingScenarios.all())
                .flatMap(List::stream);
    }

    @TestFactory
    Stream<DynamicTest> agreesWithTheReference() {
        return scenarios()
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name(),
                        () -> scenario.run(device).assertAgreesWith(scenario.run(new ReferenceDevice()), tolerance())));
    }

    @TestFactory
    Stream<DynamicTest> repeatsItselfToTheLastBit() {
        return scenarios()
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name(), () -> scenario.run(device).assertIdenticalTo(scenario.run(device))));
    }

    @Test
    void attentionOverACacheEqualsPackedAttention() {
        List<AttentionShape> shapes = List.of(
                new AttentionShape(6, 2, 8, 0.35f),
                new AttentionShape(2, 2, 64, 0.125f),
                new AttentionShape(6, 2, 8, 0.9f, 3, 1.5f));
        for (AttentionShape shape : shapes) {
            CachedSequences sequences = new CachedSequences(shape);
            float[][] packed = sequences.packed(device);
            float[][] cached = sequences.throughTheCache(device);
            for (int s = 0; s < packed.length; s++) {
                Closeness.assertClose("sequence " + s, cached[s], packed[s], tolerance());
            }
        }
    }

    /** Widths of small and of real models, among them such as a library's kernels take with a remainder. */
    @Test
    void equalRowsOfARepeatablePassHaveEqualBits() {
        int rows = device.repeatableRows();
        assumeTrue(rows > 0, "the device makes no such promise");
        for (int[] widths : new int[][] {{64, 64}, {64, 172}, {172, 64}, {40, 96}, {576, 192}, {576, 64}, {192, 640}}) {
            Values values = new Values(widths[0]);
            Parameter weight = device.parameter(values.weight(widths[1], widths[0]), false);
            float[] row = values.array(widths[0]);
            float[] equal = new float[rows * widths[0]];
            for (int i = 0; i < rows; i++) {
                System.arraycopy(row, 0, equal, i * widths[0], widths[0]);
            }
            try (Pass pass = device.inferencePass()) {
                Tensor output = pass.linear(pass.upload(rows, widths[0], equal), Linear.of(weight))
                        .output();
                float[] read = pass.download(output);
                for (int i = 1; i < rows; i++) {
                    assertThat(Arrays.copyOfRange(read, i * widths[1], (i + 1) * widths[1]))
                            .as("row %d of %d, %d to %d", i, rows, widths[0], widths[1])
                            .containsExactly(Arrays.copyOf(read, widths[1]));
                }
            }
        }
    }

    @Test
    void parametersReadAndWrite() {
        Values values = new Values(1);
        float[] first = values.array(35);
        float[] second = values.array(35);
        float[] x = values.array(14);
        for (boolean trainable : new boolean[] {false, true}) {
            Parameter parameter = device.parameter(HostMatrix.of(5, 7, first), trainable);
            assertThat(parameter.rows()).isEqualTo(5);
            assertThat(parameter.columns()).isEqualTo(7);
            assertThat(parameter.trainable()).isEqualTo(trainable);
            Closeness.assertClose("values", parameter.read(), first, tolerance());
            try (Pass pass = device.inferencePass()) {
                pass.linear(pass.upload(2, 7, x), Linear.of(parameter));
            }
            parameter.write(second);
            Closeness.assertClose("values", parameter.read(), second, tolerance());
            try (Pass pass = device.inferencePass();
                    Pass truth = new ReferenceDevice().inferencePass()) {
                Parameter same = new ReferenceDevice().parameter(HostMatrix.of(5, 7, second), false);
                Closeness.assertClose(
                        "product with the new values",
                        pass.download(pass.linear(pass.upload(2, 7, x), Linear.of(parameter))
                                .output()),
                        truth.download(truth.linear(truth.upload(2, 7, x), Linear.of(same))
                                .output()),
                        tolerance());
            }
            assertThatIllegalArgumentException().isThrownBy(() -> parameter.write(new float[34]));
        }
    }

    @Test
    void halfPrecisionParametersKeepTheirValues() {
        ByteBuffer brain = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        brain.putShort((short) 0x3fc0).putShort((short) 0xc040).flip();
        HostMatrix bfloat16 = new HostMatrix(ElementType.BFLOAT16, 1, 2, brain);
        assertThat(device.parameter(bfloat16, false).read()).containsExactly(1.5f, -3f);
        ByteBuffer half = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        half.putShort((short) 0x3e00).putShort((short) 0xc200).flip();
        HostMatrix float16 = new HostMatrix(ElementType.FLOAT16, 1, 2, half);
        assertThat(device.parameter(float16, true).read()).containsExactly(1.5f, -3f);
    }

    @Test
    void aFrozenParameterHasNoGradientAndNoOptimiser() {
        Parameter frozen = device.parameter(HostMatrix.of(1, 1, new float[1]), false);
        assertThatIllegalStateException().isThrownBy(frozen::readGradient);
        assertThatIllegalArgumentException().isThrownBy(() -> device.adamW(List.of(frozen), AdamW.Settings.DEFAULTS));
    }

    @Test
    void aRestoredOptimiserGoesOnAsIfNothingHadHappened() {
        AdamW.Settings settings = new AdamW.Settings(0.9, 0.99, 1e-8, 0.1);
        Values values = new Values(4);
        OptimisedLayer straight = new OptimisedLayer(device, values);
        AdamW adamW = device.adamW(straight.parameters(), settings);
        for (int step = 0; step < 3; step++) {
            straight.backward(values);
            adamW.step(0.02, 1);
        }
        OptimisedLayer resumed = new OptimisedLayer(device, new Values(5));
        AdamW other = device.adamW(resumed.parameters(), settings);
        float[][][] moments = new float[4][][];
        for (int i = 0; i < moments.length; i++) {
            // Once through float32 for both: a wider device has more digits than that.
            straight.parameters().get(i).write(straight.parameters().get(i).read());
            resumed.parameters().get(i).write(straight.parameters().get(i).read());
            moments[i] = adamW.readMoments(i);
        }
        adamW.restore(adamW.steps(), moments);
        other.restore(adamW.steps(), moments);
        Values one = new Values(6);
        Values two = new Values(6);
        for (int step = 0; step < 3; step++) {
            straight.backward(one);
            adamW.step(0.02, 1);
            resumed.backward(two);
            other.step(0.02, 1);
        }
        assertThat(other.steps()).isEqualTo(6);
        for (int i = 0; i < moments.length; i++) {
            assertThat(resumed.parameters().get(i).read())
                    .isEqualTo(straight.parameters().get(i).read());
        }
        assertThatIllegalArgumentException().isThrownBy(() -> other.restore(1, new float[3][2][1]));
    }

    @Test
    void clearingGradientsForgetsThem() {
        Values values = new Values(7);
        OptimisedLayer layer = new OptimisedLayer(device, values);
        AdamW adamW = device.adamW(layer.parameters(), AdamW.Settings.DEFAULTS);
        layer.backward(values);
        assertThat(adamW.gradientNorm()).isPositive();
        adamW.clearGradients();
        assertThat(adamW.gradientNorm()).isZero();
        assertThat(layer.parameters().get(0).readGradient()).containsOnly(0f);
        assertThat(adamW.steps()).isZero();
    }

    @Test
    void aClosedParameterIsRefusedAndTheOthersStay() {
        Parameter kept = device.parameter(HostMatrix.of(2, 3, new float[] {1, 2, 3, 4, 5, 6}), true);
        Parameter closed = device.parameter(HostMatrix.of(2, 3, new float[6]), true);
        closed.close();
        closed.close();
        assertThatIllegalStateException().isThrownBy(closed::read);
        assertThatIllegalStateException().isThrownBy(closed::readGradient);
        assertThatIllegalStateException().isThrownBy(() -> closed.write(new float[6]));
        assertThatIllegalStateException().isThrownBy(() -> {
            try (Pass pass = device.inferencePass()) {
                pass.gather(closed, new int[] {0}, 1f);
            }
        });
        Parameter next = device.parameter(HostMatrix.of(2, 3, new float[6]), true);
        assertThat(next.read()).containsOnly(0f);
        assertThat(next.readGradient()).containsOnly(0f);
        assertThat(kept.read()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void saysWhatItIs() {
        assertThat(device.name()).isNotBlank();
        assertThat(device.description()).isNotBlank().doesNotContain("\n");
    }
}
