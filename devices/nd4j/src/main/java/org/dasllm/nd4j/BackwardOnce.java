package org.dasllm.nd4j;

import org.dasllm.tensor.Shapes;
import org.dasllm.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Guards a backward: a training pass only, at most once, with a gradient of the output's shape. */
final class BackwardOnce {
    private final Nd4jPass pass;
    private boolean done;

    BackwardOnce(Nd4jPass pass) {
        this.pass = pass;
    }

    INDArray enter(Tensor output, Tensor outputGradient) {
        Shapes.outputGradient(output, outputGradient);
        enter();
        return pass.array(outputGradient);
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
