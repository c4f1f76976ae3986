package org.dasllm.onednn.layers;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Handle;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * Several linear layers on one input, normed or not: it is rounded once for all of them, their products are added up in one
 * input gradient, and what is normed is not kept but made again.
 */
public final class JointLinears implements ManyResults {
    private final OpenPass pass;
    private final List<Linear> layers;
    private final List<AppliedLinear> applied = new ArrayList<>();
    private final List<Handle<Matrix>> handles = new ArrayList<>();
    private final Matrix input;
    private final @Nullable NormedInput normed;

    public JointLinears(OpenPass pass, Matrix input, @Nullable RmsNorm norm, List<Linear> layers) {
        this.pass = pass;
        this.input = input;
        this.layers = List.copyOf(layers);
        for (Linear layer : layers) {
            Shapes.linear(input, layer, null);
        }
        normed = norm == null ? null : new NormedInput(pass, norm, (NativeParameter) norm.weight(), input);
        for (Linear layer : layers) {
            handles.add(new Handle<>(pass, pass.take(input.rows(), layer.outputs()), gradient -> gradient));
            applied.add(new AppliedLinear(pass, layer, input.rows(), null));
        }
        long mark = pass.workspace().mark();
        Operand x = operand();
        for (int i = 0; i < layers.size(); i++) {
            applied.get(i).forward(x, null, handles.get(i).output);
        }
        pass.workspace().release(mark);
    }

    private Operand operand() {
        Reading reading = new Reading(false, false);
        for (AppliedLinear layer : applied) {
            reading = reading.and(layer.input());
        }
        return normed == null ? Operand.of(pass, input, reading) : normed.normed(reading);
    }

    @Override
    public List<Tensor> outputs() {
        return handles.stream().<Tensor>map(handle -> handle.output).toList();
    }

    @Override
    public Tensor backward(List<Tensor> outputGradients) {
        pass.checkOpen();
        if (outputGradients.size() != layers.size()) {
            throw new IllegalArgumentException(
                    outputGradients.size() + " output gradients for " + layers.size() + " layers");
        }
        Matrix inputGradient = pass.take(input.rows(), input.columns());
        long mark = pass.workspace().mark();
        Matrix sum = normed == null ? inputGradient : pass.take(input.rows(), input.columns());
        boolean reads = layers.stream().map(Gradients::of).anyMatch(AppliedLinear::readsInput);
        Operand x = reads ? operand() : null;
        for (int i = 0; i < layers.size(); i++) {
            Gradients gradients = Gradients.of(layers.get(i));
            Matrix gradient = handles.get(i).backward(outputGradients.get(i));
            long inner = pass.workspace().mark();
            Operand dy = Operand.of(pass, gradient, applied.get(i).gradient(gradients));
            applied.get(i).times(dy, sum, i > 0, gradients);
            applied.get(i).gradients(x, dy, gradients);
            pass.workspace().release(inner);
        }
        if (normed != null) {
            normed.backward(sum, inputGradient);
        }
        pass.workspace().release(mark);
        return inputGradient;
    }
}
