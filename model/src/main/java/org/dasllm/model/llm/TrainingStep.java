package org.dasllm.model.llm;

import java.util.function.DoubleConsumer;
import org.dasllm.tensor.Loss;

/** The loss of one forward pass, and the backward pass. */
public final class TrainingStep {
    private final Loss loss;
    private final DoubleConsumer backward;

    TrainingStep(Loss loss, DoubleConsumer backward) {
        this.loss = loss;
        this.backward = backward;
    }

    /** Sum over the target tokens, their number, row by row; see {@link Loss}. */
    public Loss loss() {
        return loss;
    }

    /**
     * Adds the gradients of scale · {@code loss().sum()} to those of the trainable parameters. Below the lowest of them
     * nothing is computed. For a mean over several passes, scale is 1 / (target tokens of all of them). Call it once,
     * while the pass is open.
     */
    public void backward(double scale) {
        backward.accept(scale);
    }
}
