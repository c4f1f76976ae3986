package org.dasllm.tensor.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every forward against numbers worked out by hand. */
class ReferenceForwardTest {
    private final ReferenceDevice device = new ReferenceDevice();
    private final Pass pass = device.inferencePass();

    @AfterEach
    void close() {
        pass.close();
    }

    private Parameter parameter(int rows, int columns, float... values) {
        return device.parameter(HostMatrix.of(rows, columns, values), false);
    }

    private static void assertValues(Tensor tensor, double... expected) {
        assertThat(ReferenceDevice.values(tensor)).containsExactly(expected, within(1e-12));
    }

    @Test
    void gatherScalesRowsOfTheTable() {
        Parameter table = parameter(3, 2, 1, 2, 3, 4, 5, 6);
        assertValues(pass.gather(table, new int[] {2, 0}, 0.5f).output(), 2.5, 3, 0.5, 1);
    }

    @Test
    void selectTakesRowsInTheGivenOrder() {
        Tensor x = pass.upload(3, 1, new float[] {1, 2, 3});
        assertValues(pass.select(x, new int[] {2, 0, 2}).output(), 3, 1, 3);
    }

    @Test
    void addChangesTheTarget() {
        Tensor x = pass.upload(1, 2, new float[] {1, 2});
        pass.add(x, pass.upload(1, 2, new float[] {10, 20}));
        assertValues(x, 11, 22);
    }

    @Test
    void normDividesByTheRootOfTheMeanSquare() {
        Tensor x = pass.upload(1, 2, new float[] {1, 7});
        // The mean square is 25; with an epsilon of 11 the root is 6.
        assertValues(pass.norm(x, RmsNorm.of(parameter(1, 2, 3, 6), 11)).output(), 0.5, 7);
    }

    @Test
    void linearAddsBiasAdapterAndResidual() {
        Linear layer = new Linear(
                parameter(2, 3, 1, 2, 3, 4, 5, 6),
                parameter(1, 2, 100, 200),
                new Linear.Adapter(parameter(1, 3, 1, 0, 1), parameter(2, 1, 10, 20), 0.5f));
        Tensor x = pass.upload(1, 3, new float[] {1, 1, 2});
        Tensor residual = pass.upload(1, 2, new float[] {1000, 2000});
        // x·Wᵀ = (9, 21); x·Aᵀ = 3, so the adapter adds (15, 30).
        assertValues(pass.linear(x, layer, residual).output(), 1124, 2251);
    }

    @Test
    void rotaryTurnsTheHalvesOfEveryHead() {
        Rotary rotary = new Rotary(4, new float[] {1, 0.25f});
        Tensor x = pass.upload(1, 8, new float[] {1, 0, 0, 1, 0, 3, 2, 0});
        assertValues(
                pass.rotary(x, rotary, new int[] {2}).output(),
                Math.cos(2),
                -Math.sin(0.5),
                Math.sin(2),
                Math.cos(0.5),
                -2 * Math.sin(2),
                3 * Math.cos(0.5),
                2 * Math.cos(2),
                3 * Math.sin(0.5));
    }

    @Test
    void attentionIsCausalGroupedAndStaysWithinItsSequence() {
        AttentionShape shape = new AttentionShape(2, 1, 1, 1);
        float log3 = (float) Math.log(3);
        Tensor queries = pass.upload(3, 2, new float[] {5, 5, 1, 0, 7, 7});
        Tensor keys = pass.upload(3, 1, new float[] {log3, 0, 9});
        Tensor values = pass.upload(3, 1, new float[] {4, 8, 100});
        Tensor output =
                pass.attention(queries, keys, values, shape, new Packing(2, 1)).output();
        // Row 1 sees both rows of its sequence: head 0 with weights 3/4 and 1/4, head 1 with halves.
        assertThat(ReferenceDevice.values(output)).containsExactly(new double[] {4, 4, 5, 6, 100, 100}, within(1e-6));
    }

    @Test
    void attentionOverACacheSeesEarlierRowsOfItsSlot() {
        AttentionShape shape = new AttentionShape(1, 1, 1, 1);
        Tensor zero = pass.upload(2, 1, new float[2]);
        try (KeyValueCache cache = device.keyValueCache(1, 2, 3, 1)) {
            Tensor first = pass.upload(2, 1, new float[] {2, 10});
            assertValues(pass.attention(zero, zero, first, shape, cache, 0, rows(0, 1)), 2, 10);
            Tensor second = pass.upload(2, 1, new float[] {4, 20});
            assertValues(pass.attention(zero, zero, second, shape, cache, 0, rows(1, 1)), 3, 15);
        }
    }

    @Test
    void attentionSeesTheWindowAndCapsItsScores() {
        AttentionShape shape = new AttentionShape(1, 1, 1, 1, 2, 3);
        Tensor queries = pass.upload(3, 1, new float[] {1, 1, 1});
        Tensor keys = pass.upload(3, 1, new float[] {500, 1000, -1000});
        Tensor values = pass.upload(3, 1, new float[] {7, 2, 4});
        Tensor output =
                pass.attention(queries, keys, values, shape, new Packing(3)).output();
        // Scores are 3 and -3 at most: the second row sees two alike, the last one the second and itself.
        double last = (2 * Math.exp(6) + 4) / (Math.exp(6) + 1);
        assertValues(output, 7, 4.5, last);
        try (KeyValueCache cache = device.keyValueCache(1, 1, 3, 1)) {
            CachedRows all = new CachedRows(new int[1], new int[1], new int[] {3});
            assertValues(pass.attention(queries, keys, values, shape, cache, 0, all), 7, 4.5, last);
        }
    }

    @Test
    void logitsAreCapped() {
        Head head = new Head(Linear.of(parameter(3, 1, 1000, -1000, 1)), 2);
        Tensor hidden = pass.upload(1, 1, new float[] {1});
        assertValues(pass.logits(hidden, head), 2, -2, 2 * Math.tanh(0.5));
        double logSum = Math.log(Math.exp(2) + Math.exp(-2) + Math.exp(2 * Math.tanh(0.5)));
        assertThat(pass.loss(hidden, head, Targets.of(1)).sum()).isCloseTo(logSum + 2, within(1e-12));
    }

    @Test
    void aScopeLeavesItsResultOnly() {
        Linear twice = Linear.of(parameter(1, 1, 2));
        Tensor before = pass.upload(1, 1, new float[] {3});
        Tensor[] within = new Tensor[1];
        Tensor result = pass.scope(() -> {
            within[0] = pass.linear(before, twice).output();
            return pass.scope(() -> pass.linear(within[0], twice).output());
        });
        assertValues(result, 12);
        assertValues(pass.scope(() -> before), 3);
        assertValues(before, 3);
        assertThatIllegalStateException().isThrownBy(() -> pass.download(within[0]));
    }

    private static CachedRows rows(int start, int length) {
        return new CachedRows(new int[] {0, 1}, new int[] {start, start}, new int[] {length, length});
    }

    @Test
    void gateMultipliesTheActivationWithTheOtherInput() {
        Tensor gate = pass.upload(1, 2, new float[] {2, -1});
        Tensor up = pass.upload(1, 2, new float[] {3, 5});
        assertValues(pass.gate(gate, up, Activation.SILU).output(), 6 / (1 + Math.exp(-2)), -5 / (1 + Math.exp(1)));
        // Published values of GELU's tanh approximation: 1.954598 at 2 and -0.158808 at -1.
        double[] gelu =
                ReferenceDevice.values(pass.gate(gate, up, Activation.GELU_TANH).output());
        assertThat(gelu[0]).isCloseTo(3 * 1.954598, within(5e-6));
        assertThat(gelu[1]).isCloseTo(5 * -0.158808, within(5e-6));
    }

    @Test
    void crossEntropyIsMinusTheLogarithmOfTheTargetsProbability() {
        // The logits are (ln 6, ln 3, 0) for hidden 1, and all 0 for hidden 0.
        Linear head = Linear.of(parameter(3, 1, (float) Math.log(6), (float) Math.log(3), 0));
        Tensor hidden = pass.upload(4, 1, new float[] {1, 1, 0, 1});
        Loss loss = pass.loss(hidden, Head.of(head), Targets.of(new int[] {0, 2, 1, Loss.IGNORED}));
        assertThat(loss.count()).isEqualTo(3);
        assertThat(loss.correct()).isEqualTo(1);
        double first = Math.log(10 / 6.0);
        double second = Math.log(10);
        double third = Math.log(3);
        assertThat(loss.sum()).isCloseTo(first + second + third, within(1e-6));
        assertThat(loss.rows())
                .containsExactly(new float[] {(float) first, (float) second, (float) third, 0}, within(1e-6f));
    }
}
