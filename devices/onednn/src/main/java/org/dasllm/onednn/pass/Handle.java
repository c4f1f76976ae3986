package org.dasllm.onednn.pass;

import java.util.function.Function;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.Shapes;

/** An output and its backward pass, which can be run once, in a training pass and scope that are still open. */
public final class Handle<G> {
    private final OpenPass pass;
    private final Region home;
    public final Matrix output;
    private final Function<Matrix, G> backward;
    private boolean done;

    public Handle(OpenPass pass, Matrix output, Function<Matrix, G> backward) {
        this.pass = pass;
        home = pass.region();
        this.output = output;
        this.backward = backward;
    }

    public G backward(Tensor outputGradient) {
        home.checkOpen();
        if (!pass.training()) {
            throw new IllegalStateException("A pass that does not train has no backward pass");
        }
        if (done) {
            throw new IllegalStateException("This result has had its backward pass already");
        }
        Matrix gradient = pass.own(outputGradient);
        Shapes.outputGradient(output, gradient);
        done = true;
        return backward.apply(gradient);
    }

    /** As the contract's plain result. */
    public static Result result(OpenPass pass, Matrix output, Function<Matrix, Tensor> backward) {
        Handle<Tensor> handle = new Handle<>(pass, output, backward);
        return new Result() {
            @Override
            public Tensor output() {
                return handle.output;
            }

            @Override
            public Tensor backward(Tensor outputGradient) {
                return handle.backward(outputGradient);
            }
        };
    }
}
