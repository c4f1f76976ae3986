package org.dasllm.tensor;

import java.util.List;

/** Several layers on one input, one after the other. */
record SeparateLinears(Pass pass, List<Result> results) implements ManyResults {
    SeparateLinears {
        results = List.copyOf(results);
    }

    @Override
    public List<Tensor> outputs() {
        return results.stream().map(Result::output).toList();
    }

    @Override
    public Tensor backward(List<Tensor> outputGradients) {
        int last = results.size() - 1;
        Tensor sum = results.get(last).backward(outputGradients.get(last));
        for (int i = last - 1; i >= 0; i--) {
            pass.add(sum, results.get(i).backward(outputGradients.get(i)));
        }
        return sum;
    }
}
