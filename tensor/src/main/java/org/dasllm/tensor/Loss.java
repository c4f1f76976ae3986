package org.dasllm.tensor;

/** The loss of next-token predictions, in nats: cross-entropy, a {@link Distillation}, or both. */
public interface Loss {
    /** Target that a row without a target carries. */
    int IGNORED = -100;

    /** Sum over the rows that have a target of what {@link #rows()} has for each. */
    double sum();

    /** Rows that have a target. */
    int count();

    /** Row by row, its loss, with distillation both parts together; 0 where there is no target. */
    float[] rows();

    /** Rows whose token is the student's most probable one, with and without distillation. */
    int correct();

    /**
     * The gradient of scale · {@link #sum()} with respect to the hidden rows; adds to the head's gradients where they are
     * trainable.
     */
    Tensor backward(double scale);
}
