package org.dasllm.nd4j;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.factory.Nd4j;

/**
 * RMSNorm: y = n·w with n = x·r and r = 1/√(mean(x²) + ε), row by row.
 *
 * <p>Back: with u = w·dy, dx = r·(u − n·mean(u·n)), and dw = Σ dy·n.
 */
final class NormResult implements Result {
    private final Nd4jPass pass;
    private final INDArray input;
    private final Nd4jParameter weight;

    /** r, as a column. */
    private final INDArray inverseRoots;

    private final Nd4jTensor output;
    private final BackwardOnce once;

    NormResult(Nd4jPass pass, Tensor input, Nd4jParameter weight, double epsilon) {
        this.pass = pass;
        this.input = pass.array(input);
        this.weight = weight;
        this.once = new BackwardOnce(pass);
        this.output = pass.tensor(input.rows(), input.columns());
        this.inverseRoots = pass.memory().keep(this.input.norm2(true, 1));
        inverseRoots.muli(inverseRoots);
        inverseRoots.divi(input.columns());
        inverseRoots.addi(epsilon);
        Nd4j.getExecutioner().exec(new RSqrt(inverseRoots, inverseRoots));
        this.input.mul(inverseRoots, output.array());
        output.array().muli(Nd4jParameter.values(weight));
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        INDArray dy = once.enter(output, outputGradient);
        Nd4jTensor inputGradient = pass.tensor(output.rows(), output.columns());
        INDArray dx = inputGradient.array();
        try (Scratch scratch = new Scratch()) {
            INDArray normal = scratch.matrix(output.rows(), output.columns());
            INDArray product = scratch.matrix(output.rows(), output.columns());
            input.mul(inverseRoots, normal);
            if (weight.trainable()) {
                dy.mul(normal, product);
                LinearArithmetic.addColumnSums(weight, product);
            }
            dy.mul(Nd4jParameter.values(weight), dx);
            dx.mul(normal, product);
            INDArray means = scratch.keep(product.mean(true, 1));
            normal.muli(means);
            dx.subi(normal);
            dx.muli(inverseRoots);
        }
        return inputGradient;
    }
}
