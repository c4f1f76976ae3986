package org.dasllm.model.weights;

import java.util.Optional;
import org.dasllm.format.safetensors.DType;
import org.dasllm.tensor.ElementType;

/** Which of a file's element types a device takes. */
public final class ElementTypes {
    private ElementTypes() {}

    /** Empty for types that weights are not read from. */
    public static Optional<ElementType> of(DType type) {
        if (type == DType.F32) {
            return Optional.of(ElementType.FLOAT32);
        }
        if (type == DType.BF16) {
            return Optional.of(ElementType.BFLOAT16);
        }
        return type == DType.F16 ? Optional.of(ElementType.FLOAT16) : Optional.empty();
    }
}
