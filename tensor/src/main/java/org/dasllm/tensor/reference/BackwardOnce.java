package org.dasllm.tensor.reference;

import org.dasllm.tensor.Shapes;
import org.dasllm.tensor.Tensor;

/** Guards a backward: a training pass only, at most once, with a gradient of the output's shape. */
final class BackwardOnce {
    private final ReferencePass pass;
    private boolean done;

    BackwardOnce(ReferencePass pass) {
        this.pass = pass;
    }

    double[] enter(Tensor output, Tensor outputGradient) {
        enter();
        Shapes.outputGradient(output, outputGradient);
        return pass.data(outputGradient);
    }

    void enter() {
        pass.requireOpen();
        if (!pass.training()) {
            throw new IllegalStateException("An inference pass keeps nothing for a backward");
        }
        if (done) {
            throw new IllegalStateException("The backward of this result has run already");
        }
        done = true;
    }
}
