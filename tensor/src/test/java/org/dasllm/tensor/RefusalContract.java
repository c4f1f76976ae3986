package org.dasllm.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every device refuses: shapes that do not fit, a backward that there is not, a pass that is over. */
abstract class RefusalContract {
    /** The one that is open. */
    Device device;

    /** A fresh device; the contract closes it. */
    protected abstract Device open();

    @BeforeEach
    void openDevice() {
        device = open();
    }

    @AfterEach
    void closeDevice() {
        // None was opened where the machine has no such device and the test is skipped.
        if (device != null) {
            device.close();
        }
    }

    @Test
    void refusesShapesThatDoNotFit() {
        Parameter weight = device.parameter(HostMatrix.of(3, 4, new float[12]), true);
        Parameter vector = device.parameter(HostMatrix.of(1, 4, new float[4]), true);
        Linear layer = Linear.of(weight);
        AttentionShape shape = new AttentionShape(2, 1, 2, 1);
        try (Pass pass = device.trainingPass();
                Pass inference = device.inferencePass();
                KeyValueCache cache = device.keyValueCache(1, 2, 3, 2)) {
            Tensor x = pass.upload(2, 4, new float[8]);
            Tensor narrow = pass.upload(2, 3, new float[6]);
            Tensor small = pass.upload(2, 2, new float[4]);
            refused(() -> pass.upload(2, 4, new float[7]));
            refused(() -> pass.add(x, narrow));
            refused(() -> pass.gather(weight, new int[] {0, 3}, 1));
            refused(() -> pass.gather(weight, new int[] {-1}, 1));
            refused(() -> pass.select(x, new int[] {2}));
            refused(() -> pass.norm(narrow, RmsNorm.of(vector, 1e-5f)));
            refused(() -> pass.linear(narrow, layer));
            refused(() -> pass.linear(x, layer, x));
            refused(() -> pass.rotary(narrow, Rotary.of(2, 10_000), new int[2]));
            refused(() -> pass.rotary(x, Rotary.of(2, 10_000), new int[3]));
            refused(() -> pass.gate(x, narrow, Activation.SILU));
            Parameter back = device.parameter(HostMatrix.of(4, 3, new float[12]), true);
            FeedForward feedForward =
                    new FeedForward(RmsNorm.of(vector, 1e-5f), layer, layer, Linear.of(back), Activation.SILU);
            refused(() -> pass.feedForward(narrow, feedForward, null));
            refused(() -> pass.feedForward(x, feedForward, narrow));
            refused(() -> pass.linears(narrow, RmsNorm.of(vector, 1e-5f), List.of(layer)));
            refused(() -> pass.linears(x, RmsNorm.of(vector, 1e-5f), List.of(layer, Linear.of(back))));
            Result fed = pass.feedForward(x, feedForward, x);
            refused(() -> fed.backward(narrow));
            refused(() -> pass.loss(narrow, Head.of(layer), Targets.of(new int[2])));
            refused(() -> pass.loss(x, Head.of(layer), Targets.of(new int[3])));
            refused(() -> pass.loss(x, Head.of(layer), Targets.of(new int[] {0, 3})));
            refused(() -> pass.attention(x, small, small, shape, new Packing(3)));
            refused(() -> pass.attention(x, x, small, shape, new Packing(2)));
            refused(() -> pass.attention(small, small, small, shape, new Packing(2)));
            Result result = pass.linear(x, layer);
            refused(() -> result.backward(x));
            Tensor q = inference.upload(2, 4, new float[8]);
            Tensor k = inference.upload(2, 2, new float[4]);
            refused(() -> inference.attention(q, k, k, shape, cache, 0, rows(0, 2, 2)));
            refused(() -> inference.attention(q, k, k, shape, cache, 0, rows(2, 0, 2)));
            refused(() -> inference.attention(q, k, k, shape, cache, 1, rows(0, 0, 2)));
            refused(() -> inference.attention(q, k, k, shape, cache, 0, rows(0, 0, 1)));
        }
        refused(() -> weight.write(new float[1]));
    }

    private static CachedRows rows(int slot, int start, int length) {
        return new CachedRows(new int[] {slot}, new int[] {start}, new int[] {length});
    }

    private static void refused(Runnable call) {
        assertThatIllegalArgumentException().isThrownBy(call::run);
    }

    @Test
    void aBackwardNeedsATrainingPass() {
        Linear layer = Linear.of(device.parameter(HostMatrix.of(1, 1, new float[] {2}), true));
        try (Pass pass = device.trainingPass()) {
            assertThat(pass.training()).isTrue();
            Tensor x = pass.upload(1, 1, new float[] {3});
            Result result = pass.linear(x, layer);
            assertThat(pass.download(result.backward(x))).containsExactly(6);
        }
        try (Pass pass = device.inferencePass()) {
            assertThat(pass.training()).isFalse();
            Tensor x = pass.upload(1, 1, new float[] {3});
            Result result = pass.linear(x, layer);
            assertThatIllegalStateException().isThrownBy(() -> result.backward(x));
            Loss loss = pass.loss(x, Head.of(layer), Targets.of(new int[] {0}));
            assertThat(loss.sum()).isZero();
            assertThatIllegalStateException().isThrownBy(() -> loss.backward(1));
        }
    }

    @Test
    void refusesTeachersThatDoNotFit() {
        Head head = Head.of(Linear.of(device.parameter(HostMatrix.of(3, 4, new float[12]), true)));
        Head larger = Head.of(Linear.of(device.parameter(HostMatrix.of(5, 4, new float[20]), true)));
        try (Pass pass = device.trainingPass()) {
            Tensor x = pass.upload(2, 4, new float[8]);
            Tensor longer = pass.upload(3, 4, new float[12]);
            refused(() -> pass.loss(x, head, taught(new Distillation.LocalTeacher(longer, head))));
            refused(() -> pass.loss(x, head, taught(new Distillation.LocalTeacher(x, larger))));
            refused(() -> pass.loss(x, head, taught(recorded(1, 0))));
            refused(() -> pass.loss(x, head, taught(recorded(1, 0, 3))));
            refused(() -> pass.loss(x, head, taught(recorded(2, 0, 1, 2, 2))));
        }
    }

    private static Targets taught(Distillation.Teacher teacher) {
        return new Targets(new int[2], new Distillation(1, 0, 1, teacher));
    }

    private static Distillation.RecordedTeacher recorded(int k, int... tokens) {
        float[] logProbabilities = new float[tokens.length];
        Arrays.fill(logProbabilities, -1);
        return new Distillation.RecordedTeacher(k, tokens, logProbabilities);
    }

    @Test
    void aScopeThatFailsLeavesThePassUsable() {
        Linear layer = Linear.of(device.parameter(HostMatrix.of(1, 1, new float[] {2}), true));
        try (Pass pass = device.trainingPass()) {
            Tensor x = pass.upload(1, 1, new float[] {3});
            assertThatIllegalStateException()
                    .isThrownBy(() -> pass.scope(() -> {
                        pass.scope(() -> pass.linear(x, layer).output());
                        throw new IllegalStateException("no");
                    }));
            Result result = pass.linear(x, layer);
            assertThat(pass.download(result.backward(result.output()))).containsExactly(12);
        }
    }

    @Test
    void aClosedPassHasNoTensors() {
        Linear layer = Linear.of(device.parameter(HostMatrix.of(2, 2, new float[4]), true));
        Pass pass = device.trainingPass();
        Tensor x = pass.upload(1, 2, new float[2]);
        Result result = pass.linear(x, layer);
        pass.close();
        pass.close();
        assertThatIllegalStateException().isThrownBy(() -> pass.download(x));
        assertThatIllegalStateException().isThrownBy(() -> result.backward(x));
        assertThatIllegalStateException().isThrownBy(() -> pass.linear(x, layer));
        assertThatIllegalStateException().isThrownBy(() -> pass.upload(1, 2, new float[2]));
    }
}
