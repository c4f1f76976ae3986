package org.dasllm.cuda;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;

/** RMSNorm, a block a group of columns; the backward keeps one number a group. */
final class NormOperation {
    private final CudaPass pass;
    private final CudaTensor input;
    private final CudaParameter weight;
    private final RmsNorm norm;
    private final CudaTensor output;
    private final int columns;
    private final int groups;
    /** 0 in a pass that does not train. */
    private final long inverses;

    NormOperation(CudaPass pass, CudaTensor input, CudaParameter weight, RmsNorm norm) {
        this.pass = pass;
        this.input = input;
        this.weight = weight;
        this.norm = norm;
        this.columns = weight.columns();
        this.groups = Math.toIntExact(input.count() / columns);
        this.output = pass.take(input.rows(), input.columns());
        this.inverses = pass.training() ? pass.takeFloats(groups) : 0;
        pass.kernel("rows", "norm_forward")
                .launch(
                        groups,
                        1,
                        threads(),
                        0,
                        input.address(),
                        weight.address,
                        norm.epsilon(),
                        norm.offset(),
                        columns,
                        output.address(),
                        inverses);
    }

    /** Whole warps, of which each thread has a few columns. */
    private int threads() {
        return columns <= 128 ? 32 : columns <= 1024 ? 128 : Kernels.THREADS;
    }

    Result result() {
        return Handle.result(pass, output, gradient -> {
            CudaTensor inputGradient = pass.take(input.rows(), input.columns());
            pass.kernel("rows", "norm_backward")
                    .launch(
                            groups,
                            1,
                            threads(),
                            0,
                            gradient.address(),
                            input.address(),
                            weight.address,
                            norm.offset(),
                            inverses,
                            columns,
                            inputGradient.address());
            if (weight.trainable()) {
                pass.sums()
                        .addNormGradient(
                                gradient.address(), input.address(), inverses, groups, columns, weight.gradient);
            }
            return inputGradient;
        });
    }
}
