package org.dasllm.nd4j;

import org.dasllm.tensor.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An activation and its derivative, element by element. */
interface Curve {
    /** Writes f(x). */
    void value(INDArray x, INDArray value);

    /** Writes f(x) and f′(x). */
    void valueAndSlope(INDArray x, INDArray value, INDArray slope);

    static Curve of(Activation activation) {
        return switch (activation) {
            case SILU -> new Silu();
            case GELU_TANH -> new GeluTanh();
        };
    }
}
