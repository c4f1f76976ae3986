package org.dasllm.tensor.reference;

import java.util.stream.Stream;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.FeedForward;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.reference.FiniteDifferences.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation's gradients against finite differences of its forward, which ReferenceForwardTest checks. */
class ReferenceDeviceTest {
    private static final int[] TARGETS = {4, Loss.IGNORED, 0, 6, 4, Loss.IGNORED};

    private final FiniteDifferences differences = new FiniteDifferences();

    private static Evaluation of(Result result) {
        return new Evaluation(result.output(), gradient -> new Tensor[] {result.backward(gradient)});
    }

    /** A loss as an operation with one output. */
    private static Evaluation of(Pass pass, Loss loss) {
        Tensor sum = FiniteDifferences.zeros(pass, 1, 1);
        ReferenceDevice.values(sum)[0] = loss.sum();
        return new Evaluation(sum, gradient -> new Tensor[] {loss.backward(ReferenceDevice.values(gradient)[0])});
    }

    @Test
    void gather() {
        Parameter table = differences.parameter(7, 3);
        int[] ids = {2, 6, 2, 0, 2};
        differences.check((pass, inputs) -> {
            Result result = pass.gather(table, ids, 1.5f);
            return new Evaluation(result.output(), gradient -> {
                result.backward(gradient);
                return new Tensor[0];
            });
        });
    }

    @Test
    void select() {
        differences.input(5, 3).check((pass, inputs) -> of(pass.select(inputs[0], new int[] {4, 1, 4, 0})));
    }

    @Test
    void norm() {
        Parameter weight = differences.parameter(1, 5);
        differences.input(4, 5).check((pass, inputs) -> of(pass.norm(inputs[0], RmsNorm.of(weight, 0.1f))));
    }

    @Test
    void normOfEveryHeadWithAnOffset() {
        Parameter weight = differences.parameter(1, 3);
        differences.input(2, 12).check((pass, inputs) -> of(pass.norm(inputs[0], new RmsNorm(weight, 0.1f, 1))));
    }

    @Test
    void linear() {
        Linear layer = Linear.of(differences.parameter(4, 5));
        differences.input(3, 5).check((pass, inputs) -> of(pass.linear(inputs[0], layer)));
    }

    static Stream<Integer> ranks() {
        return Stream.of(1, 3);
    }

    @ParameterizedTest
    @MethodSource("ranks")
    void linearWithBiasAdapterAndResidual(int rank) {
        Linear layer = new Linear(
                differences.parameter(4, 5),
                differences.parameter(1, 4),
                new Linear.Adapter(differences.parameter(rank, 5), differences.parameter(4, rank), 0.75f));
        differences.input(3, 5).input(3, 4).check((pass, inputs) -> {
            Result result = pass.linear(inputs[0], layer, inputs[1]);
            return new Evaluation(result.output(), gradient -> new Tensor[] {result.backward(gradient), gradient});
        });
    }

    @Test
    void rotary() {
        Rotary rotary = Rotary.of(6, 100);
        differences.input(4, 12).check((pass, inputs) -> of(pass.rotary(inputs[0], rotary, new int[] {0, 3, 1, 50})));
    }

    static Stream<AttentionShape> attentions() {
        float none = AttentionShape.UNCAPPED;
        return Stream.of(
                new AttentionShape(4, 2, 3, 0.6f),
                new AttentionShape(4, 2, 3, 0.6f, 3, none),
                new AttentionShape(4, 2, 3, 0.6f, AttentionShape.EVERYTHING, 0.8f),
                new AttentionShape(4, 2, 3, 0.6f, 2, 0.8f));
    }

    @ParameterizedTest
    @MethodSource("attentions")
    void attention(AttentionShape shape) {
        differences.input(8, 12).input(8, 6).input(8, 6).check((pass, inputs) -> {
            AttentionResult result = pass.attention(inputs[0], inputs[1], inputs[2], shape, new Packing(1, 5, 2));
            return new Evaluation(result.output(), gradient -> {
                AttentionResult.Gradients gradients = result.backward(gradient);
                return new Tensor[] {gradients.queries(), gradients.keys(), gradients.values()};
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void gate(Activation activation) {
        differences.input(3, 5).input(3, 5).check((pass, inputs) -> {
            GatedResult result = pass.gate(inputs[0], inputs[1], activation);
            return new Evaluation(result.output(), gradient -> {
                GatedResult.Gradients gradients = result.backward(gradient);
                return new Tensor[] {gradients.gate(), gradients.up()};
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void feedForward(Activation activation) {
        RmsNorm norm = new RmsNorm(differences.parameter(1, 4), 0.01f, 1);
        Linear gate = new Linear(differences.parameter(6, 4), differences.parameter(1, 6), null);
        Linear up = new Linear(
                differences.parameter(6, 4),
                null,
                new Linear.Adapter(differences.parameter(2, 4), differences.parameter(6, 2), 0.5f));
        Linear down = Linear.of(differences.parameter(3, 6));
        FeedForward layer = new FeedForward(norm, gate, up, down, activation);
        differences.input(5, 4).check((pass, inputs) -> of(pass.feedForward(inputs[0], layer, null)));
    }

    @Test
    void crossEntropy() {
        Linear head = Linear.of(differences.parameter(7, 4));
        differences
                .input(6, 4)
                .check((pass, inputs) -> of(pass, pass.loss(inputs[0], Head.of(head), Targets.of(TARGETS))));
    }

    @Test
    void crossEntropyThroughBiasAndAdapter() {
        Linear head = new Linear(
                differences.parameter(7, 4),
                differences.parameter(1, 7),
                new Linear.Adapter(differences.parameter(2, 4), differences.parameter(7, 2), 0.5f));
        differences
                .input(6, 4)
                .check((pass, inputs) -> of(pass, pass.loss(inputs[0], Head.of(head), Targets.of(TARGETS))));
    }

    @Test
    void crossEntropyOfCappedLogits() {
        Head head = new Head(Linear.of(differences.parameter(7, 4)), 1.5f);
        differences.input(6, 4).check((pass, inputs) -> of(pass, pass.loss(inputs[0], head, Targets.of(TARGETS))));
    }

    @Test
    void crossEntropyThroughDropout() {
        Linear.Adapter adapter = new Linear.Adapter(
                differences.parameter(2, 4), differences.parameter(7, 2), 0.5f, null, new Dropout(0.3f, 5));
        Head head = Head.of(new Linear(differences.parameter(7, 4), null, adapter));
        differences.input(6, 4).check((pass, inputs) -> of(pass, pass.loss(inputs[0], head, Targets.of(TARGETS))));
    }

    @Test
    void tiedEmbeddingAndHead() {
        Parameter table = differences.parameter(7, 4);
        differences.check((pass, inputs) -> {
            Result rows = pass.gather(table, new int[] {1, 4, 4, 0, 6, 2}, 2);
            Evaluation loss = of(pass, pass.loss(rows.output(), Head.of(Linear.of(table)), Targets.of(TARGETS)));
            return new Evaluation(loss.output(), gradient -> {
                rows.backward(loss.backward().run(gradient)[0]);
                return new Tensor[0];
            });
        });
    }
}
