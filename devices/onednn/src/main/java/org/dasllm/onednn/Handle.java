package org.dasllm.onednn;

import java.util.function.Function;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Shapes;
import org.dasllm.tensor.Tensor;

/** An output and its backward pass, which can be gone once, in a training pass and scope that are still open. */
final class Handle<G> {
    private final OneDnnPass pass;
    private final Region home;
    final Matrix output;
    private final Function<Matrix, G> way;
    private boolean taken;

    Handle(OneDnnPass pass, Matrix output, Function<Matrix, G> way) {
        this.pass = pass;
        home = pass.region();
        this.output = output;
        this.way = way;
    }

    G back(Tensor outputGradient) {
        home.checkOpen();
        if (!pass.training()) {
            throw new IllegalStateException("A pass that does not train has no backward pass");
        }
        if (taken) {
            throw new IllegalStateException("This result has been taken back already");
        }
        Matrix gradient = pass.own(outputGradient);
        Shapes.outputGradient(output, gradient);
        taken = true;
        return way.apply(gradient);
    }

    /** As the contract's plain result. */
    static Result result(OneDnnPass pass, Matrix output, Function<Matrix, Tensor> way) {
        Handle<Tensor> handle = new Handle<>(pass, output, way);
        return new Result() {
            @Override
            public Tensor output() {
                return handle.output;
            }

            @Override
            public Tensor backward(Tensor outputGradient) {
                return handle.back(outputGradient);
            }
        };
    }
}
