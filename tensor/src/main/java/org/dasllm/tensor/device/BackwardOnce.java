package org.dasllm.tensor.device;

import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/** Guards a backward: in a training pass only, at most once, with a gradient of the output's shape. */
public final class BackwardOnce {
    private final Pass pass;
    private boolean done;

    public BackwardOnce(Pass pass) {
        this.pass = pass;
    }

    /** For an operation with one output; returns the gradient. */
    public Tensor enter(Tensor output, Tensor outputGradient) {
        Shapes.outputGradient(output, outputGradient);
        enter();
        return outputGradient;
    }

    public void enter() {
        if (!pass.training()) {
            throw new IllegalStateException("An inference pass keeps nothing for a backward");
        }
        if (done) {
            throw new IllegalStateException("The backward of this result has run already");
        }
        done = true;
    }
}
