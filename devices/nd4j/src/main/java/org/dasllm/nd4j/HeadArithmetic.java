package org.dasllm.nd4j;

import org.dasllm.tensor.Head;
import org.nd4j.linalg.api.ndarray.INDArray;

/** logits = cap(layer(hidden)) on arrays, and its gradients. */
final class HeadArithmetic {
    private HeadArithmetic() {}

    /** Writes the logits; nothing is dropped. */
    static void logits(INDArray hidden, Head head, INDArray logits) {
        logits(hidden, new Head(head.layer().withoutDropout(), head.softCap()), new DropoutRows(0, new int[0]), logits);
    }

    /** Writes the logits. */
    static void logits(INDArray hidden, Head head, DropoutRows rows, INDArray logits) {
        LinearArithmetic.forward(hidden, head.layer(), rows, logits, false);
        new SoftCap(head.softCap()).apply(logits);
    }

    /** Writes the gradient of the hidden rows, and adds to those of what is trainable. Logits and gradient are used up. */
    static void backward(
            INDArray hidden, Head head, DropoutRows rows, INDArray logits, INDArray dLogits, INDArray dHidden) {
        new SoftCap(head.softCap()).back(logits, dLogits);
        LinearArithmetic.backward(hidden, head.layer(), rows, dLogits, dHidden);
    }
}
