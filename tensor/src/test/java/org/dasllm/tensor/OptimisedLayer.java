package org.dasllm.tensor;

import java.util.List;
import java.util.Objects;

/** A head with all it can have trainable, for the optimiser to work on. */
final class OptimisedLayer {
    private final Device device;
    private final Linear head;

    OptimisedLayer(Device device, Values values) {
        this.device = device;
        this.head = new Linear(
                device.parameter(values.weight(13, 9), true),
                device.parameter(values.vector(13), true),
                new Linear.Adapter(
                        device.parameter(values.weight(3, 9), true), device.parameter(values.weight(13, 3), true), 2));
    }

    List<Parameter> parameters() {
        Linear.Adapter adapter = Objects.requireNonNull(head.adapter());
        return List.of(head.weight(), Objects.requireNonNull(head.bias()), adapter.a(), adapter.b());
    }

    /** Adds the gradients of a new random batch, and returns its loss. */
    double backward(Values values) {
        try (Pass pass = device.trainingPass()) {
            Loss loss = pass.loss(values.upload(pass, 8, 9), Head.of(head), Targets.of(values.integers(8, 13)));
            loss.backward(1);
            return loss.sum();
        }
    }
}
