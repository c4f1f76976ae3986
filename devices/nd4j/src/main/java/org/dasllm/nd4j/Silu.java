package org.dasllm.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;

/** f = x·s with s = sigmoid(x); f′ = s + f − f·s. */
final class Silu implements Curve {
    @Override
    public void value(INDArray x, INDArray value) {
        Nd4j.getExecutioner().exec(new Sigmoid(x, value));
        value.muli(x);
    }

    @Override
    public void valueAndSlope(INDArray x, INDArray value, INDArray slope) {
        try (Scratch scratch = new Scratch()) {
            INDArray product = scratch.matrix(x.size(0), x.size(1));
            Nd4j.getExecutioner().exec(new Sigmoid(x, slope));
            x.mul(slope, value);
            value.mul(slope, product);
            slope.addi(value);
            slope.subi(product);
        }
    }
}
