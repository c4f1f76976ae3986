package org.dasllm.tensor.device;

import java.util.List;
import java.util.function.Consumer;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Tensor;

/** What is given to a device or a pass must be its own: the refusals, in the same words on every device. */
public final class Ownership {
    private Ownership() {}

    public static IllegalArgumentException foreign(Tensor tensor) {
        return new IllegalArgumentException(
                "A tensor [" + tensor.rows() + " x " + tensor.columns() + "] of another pass");
    }

    public static IllegalArgumentException foreign(Parameter parameter) {
        return new IllegalArgumentException(
                "A parameter [" + parameter.rows() + " x " + parameter.columns() + "] of another device");
    }

    public static IllegalArgumentException foreignCache() {
        return new IllegalArgumentException("A key/value cache of another device");
    }

    /** Shows a check all parameters of a layer: its weight, its bias and its adapter's. */
    public static void check(Linear layer, Consumer<Parameter> check) {
        check.accept(layer.weight());
        if (layer.bias() != null) {
            check.accept(layer.bias());
        }
        Linear.Adapter adapter = layer.adapter();
        if (adapter != null) {
            check.accept(adapter.a());
            check.accept(adapter.b());
            if (adapter.magnitude() != null) {
                check.accept(adapter.magnitude());
            }
        }
    }

    /**
     * Checks what an optimiser is to update.
     *
     * @throws IllegalArgumentException if one of them is frozen
     */
    public static void requireTrainable(List<? extends Parameter> parameters) {
        for (Parameter parameter : parameters) {
            if (!parameter.trainable()) {
                throw new IllegalArgumentException("A frozen parameter [" + parameter.rows() + " x "
                        + parameter.columns() + "] cannot be optimised");
            }
        }
    }
}
