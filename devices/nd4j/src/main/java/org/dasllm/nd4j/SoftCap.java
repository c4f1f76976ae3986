package org.dasllm.nd4j;

import org.dasllm.tensor.AttentionShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;

/** x → cap · tanh(x / cap), element by element and in place; x itself where there is no cap. */
record SoftCap(float cap) {

    boolean none() {
        return cap == AttentionShape.UNCAPPED;
    }

    void apply(INDArray x) {
        if (!none()) {
            x.divi(cap);
            Nd4j.getExecutioner().exec(new Tanh(x, x));
            x.muli(cap);
        }
    }

    /** gradient ∘= 1 − (value / cap)². The values are used up. */
    void back(INDArray values, INDArray gradient) {
        if (!none()) {
            values.divi(cap);
            values.muli(values);
            values.rsubi(1);
            gradient.muli(values);
        }
    }
}
