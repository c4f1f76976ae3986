package org.dasllm.onednn;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Shapes;
import org.dasllm.tensor.Tensor;

/** Several linear layers on one input: their products are added up in one input gradient. */
final class JointLinears implements ManyResults {
    private final OneDnnPass pass;
    private final List<Linear> layers;
    private final List<Handle<Matrix>> handles = new ArrayList<>();
    private final Matrix input;
    private Matrix inputGradient;

    JointLinears(OneDnnPass pass, Matrix input, List<Linear> layers) {
        this.pass = pass;
        this.input = input;
        this.layers = List.copyOf(layers);
        inputGradient = input;
        for (Linear layer : layers) {
            pass.own(layer);
            Shapes.linear(input, layer, null);
        }
        for (Linear layer : layers) {
            Matrix output = pass.take(input.rows(), layer.outputs());
            AppliedLinear applied = new AppliedLinear(pass, layer, input, null);
            applied.forward(null, output);
            boolean add = !handles.isEmpty();
            handles.add(new Handle<>(pass, output, gradient -> {
                applied.backward(gradient, inputGradient, add, Gradients.of(layer));
                return gradient;
            }));
        }
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
        inputGradient = pass.take(input.rows(), input.columns());
        for (int i = 0; i < handles.size(); i++) {
            handles.get(i).back(outputGradients.get(i));
        }
        return inputGradient;
    }
}
