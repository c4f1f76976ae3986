package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.RmsNorm;
import org.jspecify.annotations.Nullable;

/** A norm on one input, of which the input and a number for each group are kept: what is normed can be made again. */
public final class NormedInput {
    private final OpenPass pass;
    private final Norm kernel;
    private final Matrix input;
    private final NativeParameter weight;
    private final @Nullable Matrix inverses;

    public NormedInput(OpenPass pass, RmsNorm norm, NativeParameter weight, Matrix input) {
        this.pass = pass;
        this.input = input;
        this.weight = weight;
        kernel = new Norm(pass.pool(), norm, weight, input);
        inverses = pass.training() ? pass.take(1, kernel.groups()) : null;
    }

    /** What is normed, in the pass's memory. */
    public Operand normed(Reading reading) {
        Operand output = Operand.take(pass, input.rows(), input.columns(), reading);
        kernel.forward(output, inverses);
        return output;
    }

    /** Writes the input's gradient and adds to the weight's. */
    public void backward(Matrix outputGradient, Matrix inputGradient) {
        if (inverses == null) {
            throw new IllegalStateException("A pass that does not train has no backward pass");
        }
        long mark = pass.workspace().mark();
        Matrix partial = weight.trainable() ? pass.take(kernel.pieces(), weight.columns()) : null;
        kernel.backward(outputGradient, inverses, inputGradient, partial);
        pass.workspace().release(mark);
    }
}
