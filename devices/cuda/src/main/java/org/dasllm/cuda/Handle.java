package org.dasllm.cuda;

import java.util.function.Function;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.device.Shapes;
import org.dasllm.tensor.Tensor;

/** An output and its backward pass, which can be gone once, in a training pass that is still open. */
final class Handle<G> {
    private final CudaPass pass;
    private final CudaTensor output;
    private final Function<CudaTensor, G> way;
    private final Once once;

    Handle(CudaPass pass, CudaTensor output, Function<CudaTensor, G> way) {
        this.pass = pass;
        this.output = output;
        this.way = way;
        once = new Once(pass);
    }

    private G back(Tensor outputGradient) {
        once.check();
        CudaTensor gradient = pass.own(outputGradient);
        Shapes.outputGradient(output, gradient);
        once.go();
        return way.apply(gradient);
    }

    /** Guards a backward: a training pass only, at most once. */
    static final class Once {
        private final CudaPass pass;
        private boolean gone;

        Once(CudaPass pass) {
            this.pass = pass;
        }

        void check() {
            pass.checkOpen();
            if (!pass.training()) {
                throw new IllegalStateException("A pass that does not train has no backward pass");
            }
            if (gone) {
                throw new IllegalStateException("This result has been taken back already");
            }
        }

        void go() {
            check();
            gone = true;
        }
    }

    static Result result(CudaPass pass, CudaTensor output, Function<CudaTensor, Tensor> way) {
        Handle<Tensor> handle = new Handle<>(pass, output, way);
        return new Result() {
            @Override
            public Tensor output() {
                return output;
            }

            @Override
            public Tensor backward(Tensor outputGradient) {
                return handle.back(outputGradient);
            }
        };
    }

    static AttentionResult attention(
            CudaPass pass, CudaTensor output, Function<CudaTensor, AttentionResult.Gradients> way) {
        Handle<AttentionResult.Gradients> handle = new Handle<>(pass, output, way);
        return new AttentionResult() {
            @Override
            public Tensor output() {
                return output;
            }

            @Override
            public AttentionResult.Gradients backward(Tensor outputGradient) {
                return handle.back(outputGradient);
            }
        };
    }

    static GatedResult gated(CudaPass pass, CudaTensor output, Function<CudaTensor, GatedResult.Gradients> way) {
        Handle<GatedResult.Gradients> handle = new Handle<>(pass, output, way);
        return new GatedResult() {
            @Override
            public Tensor output() {
                return output;
            }

            @Override
            public GatedResult.Gradients backward(Tensor outputGradient) {
                return handle.back(outputGradient);
            }
        };
    }
}
