package org.dasllm.cuda;

import java.util.function.Function;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.Shapes;

/** An output and its backward pass, which can be run once, in a training pass that is still open. */
final class Handle<G> {
    private final CudaPass pass;
    private final CudaTensor output;
    private final Function<CudaTensor, G> backward;
    private final Once once;

    Handle(CudaPass pass, CudaTensor output, Function<CudaTensor, G> backward) {
        this.pass = pass;
        this.output = output;
        this.backward = backward;
        once = new Once(pass);
    }

    private G backward(Tensor outputGradient) {
        once.check();
        CudaTensor gradient = pass.own(outputGradient);
        Shapes.outputGradient(output, gradient);
        once.go();
        return backward.apply(gradient);
    }

    /** Guards a backward: a training pass only, at most once. */
    static final class Once {
        private final CudaPass pass;
        private boolean done;

        Once(CudaPass pass) {
            this.pass = pass;
        }

        void check() {
            pass.checkOpen();
            if (!pass.training()) {
                throw new IllegalStateException("A pass that does not train has no backward pass");
            }
            if (done) {
                throw new IllegalStateException("This result has had its backward pass already");
            }
        }

        void go() {
            check();
            done = true;
        }
    }

    static Result result(CudaPass pass, CudaTensor output, Function<CudaTensor, Tensor> backward) {
        Handle<Tensor> handle = new Handle<>(pass, output, backward);
        return new Result() {
            @Override
            public Tensor output() {
                return output;
            }

            @Override
            public Tensor backward(Tensor outputGradient) {
                return handle.backward(outputGradient);
            }
        };
    }

    static AttentionResult attention(
            CudaPass pass, CudaTensor output, Function<CudaTensor, AttentionResult.Gradients> backward) {
        Handle<AttentionResult.Gradients> handle = new Handle<>(pass, output, backward);
        return new AttentionResult() {
            @Override
            public Tensor output() {
                return output;
            }

            @Override
            public AttentionResult.Gradients backward(Tensor outputGradient) {
                return handle.backward(outputGradient);
            }
        };
    }

    static GatedResult gated(CudaPass pass, CudaTensor output, Function<CudaTensor, GatedResult.Gradients> backward) {
        Handle<GatedResult.Gradients> handle = new Handle<>(pass, output, backward);
        return new GatedResult() {
            @Override
            public Tensor output() {
                return output;
            }

            @Override
            public GatedResult.Gradients backward(Tensor outputGradient) {
                return handle.backward(outputGradient);
            }
        };
    }
}
