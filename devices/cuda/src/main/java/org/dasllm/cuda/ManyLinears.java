package org.dasllm.cuda;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.Shapes;

/** Several layers on one input: it is rounded once, and their gradients of it are added up in the products. */
final class ManyLinears implements ManyResults {
    private final CudaPass pass;
    private final CudaTensor input;
    private final List<Linear> layers;
    private final List<CudaTensor> outputs = new ArrayList<>();
    private final List<LinearOperation> operations = new ArrayList<>();
    private final Handle.Once once;

    ManyLinears(CudaPass pass, CudaTensor input, List<Linear> layers) {
        this.pass = pass;
        this.input = input;
        this.layers = List.copyOf(layers);
        this.once = new Handle.Once(pass);
        for (Linear layer : layers) {
            outputs.add(pass.take(input.rows(), layer.outputs()));
            operations.add(new LinearOperation(pass, layer, input.rows(), 0));
        }
        Arena.Mark mark = pass.mark();
        boolean narrow = layers.stream().anyMatch(layer -> pass.narrow(layer.weight()));
        long narrowed = narrow ? pass.products().narrow(input.address(), input.count()) : 0;
        for (int i = 0; i < operations.size(); i++) {
            operations
                    .get(i)
                    .forward(input.address(), narrowed, 0, outputs.get(i).address());
        }
        pass.release(mark);
    }

    @Override
    public List<Tensor> outputs() {
        return List.copyOf(outputs);
    }

    @Override
    public Tensor backward(List<Tensor> outputGradients) {
        once.check();
        if (outputGradients.size() != outputs.size()) {
            throw new IllegalArgumentException(
                    "backward: " + outputGradients.size() + " gradients for " + outputs.size() + " outputs");
        }
        List<CudaTensor> gradients = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            CudaTensor gradient = pass.own(outputGradients.get(i));
            Shapes.outputGradient(outputs.get(i), gradient);
            gradients.add(gradient);
        }
        once.go();
        CudaTensor inputGradient = pass.take(input.rows(), input.columns());
        if (operations.isEmpty()) {
            pass.gpu().clear(inputGradient.address(), inputGradient.count());
        }
        for (int i = 0; i < operations.size(); i++) {
            operations
                    .get(i)
                    .backward(
                            gradients.get(i).address(),
                            input.address(),
                            inputGradient.address(),
                            i > 0,
                            LinearOperation.Gradients.of(pass, layers.get(i)));
        }
        return inputGradient;
    }
}
