package org.dasllm.model.blocks;

import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** How a block goes back to the residual stream: stream + linear(inner), or stream + norm(linear(inner)). */
record ResidualProjection(Linear linear, @Nullable RmsNorm norm) {

    boolean trainable() {
        return TrainableLayers.isTrainable(linear)
                || (norm != null && norm.weight().trainable());
    }

    /** The backward pass gives the gradient of {@code inner}; that of {@code stream} is the output's own. */
    Result addTo(Pass pass, Tensor inner, Tensor stream) {
        RmsNorm after = norm;
        if (after == null) {
            return pass.linear(inner, linear, stream);
        }
        return addNormed(pass, pass.linear(inner, linear), after, stream);
    }

    /** stream + norm(inner). */
    static Result addNormed(Pass pass, Result inner, RmsNorm norm, Tensor stream) {
        Result normed = pass.norm(inner.output(), norm);
        pass.add(normed.output(), stream);
        return new Step(normed.output(), gradient -> inner.backward(normed.backward(gradient)));
    }
}
