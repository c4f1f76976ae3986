package org.dasllm.nd4j;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.factory.Nd4j;

/**
 * RMSNorm: y = n·v with v = offset + w, n = x·r and r = 1/√(mean(x²) + ε), group by group of a row's columns.
 *
 * <p>Back: with u = v·dy, dx = r·(u − n·mean(u·n)), and dw = Σ dy·n.
 */
final class NormResult implements Result {
    private final Nd4jPass pass;

    /** As one row a group. */
    private final INDArray input;

    private final RmsNorm norm;

    /** r, as a column. */
    private final INDArray inverseRoots;

    private final Nd4jTensor output;
    private final BackwardOnce once;

    NormResult(Nd4jPass pass, Tensor input, RmsNorm norm) {
        this.pass = pass;
        this.norm = norm;
        this.input = groups(pass.array(input));
        this.once = new BackwardOnce(pass);
        this.output = pass.tensor(input.rows(), input.columns());
        this.inverseRoots = pass.memory().keep(this.input.norm2(true, 1));
        inverseRoots.muli(inverseRoots);
        inverseRoots.divi(norm.weight().columns());
        inverseRoots.addi(norm.epsilon());
        Nd4j.getExecutioner().exec(new RSqrt(inverseRoots, inverseRoots));
        try (Scratch scratch = new Scratch()) {
            INDArray y = groups(output.array());
            this.input.mul(inverseRoots, y);
            y.muli(factors(scratch));
        }
    }

    private INDArray groups(INDArray rows) {
        return rows.reshape(-1, norm.weight().columns());
    }

    /** offset + w. */
    private INDArray factors(Scratch scratch) {
        INDArray weight = Nd4jParameter.values(norm.weight());
        return norm.offset() == 0 ? weight : scratch.keep(weight.add(norm.offset()));
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        INDArray dy = groups(pass.array(once.enter(output, outputGradient)));
        Nd4jTensor inputGradient = pass.tensor(output.rows(), output.columns());
        INDArray dx = groups(inputGradient.array());
        try (Scratch scratch = new Scratch()) {
            INDArray normal = scratch.matrix(dx.size(0), dx.size(1));
            INDArray product = scratch.matrix(dx.size(0), dx.size(1));
            input.mul(inverseRoots, normal);
            if (norm.weight().trainable()) {
                dy.mul(normal, product);
                LinearArithmetic.addColumnSums(norm.weight(), product);
            }
            dy.mul(factors(scratch), dx);
            dx.mul(normal, product);
            INDArray means = scratch.keep(product.mean(true, 1));
            normal.muli(means);
            dx.subi(normal);
            dx.muli(inverseRoots);
        }
        return inputGradient;
    }
}
