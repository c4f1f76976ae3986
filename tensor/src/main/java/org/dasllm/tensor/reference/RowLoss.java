package org.dasllm.tensor.reference;

/** The loss of one row, as a function of its logits. */
interface RowLoss {
    /**
     * The loss; adds factor times its gradient.
     *
     * @param row among the hidden rows
     * @param logits of all tokens
     * @param gradient with respect to the logits
     */
    double add(int row, double[] logits, double factor, double[] gradient);
}
