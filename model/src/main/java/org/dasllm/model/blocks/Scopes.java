package org.dasllm.model.blocks;

import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/** Runs steps one after the other, each in a scope of its own. */
final class Scopes {
    private Scopes() {}

    /** Makes the next tensor of the last one. */
    interface Link {
        Tensor run(int step, Tensor input);
    }

    /** Steps from {@code from} to before {@code to}. Of the tensors between them, few are held at a time: their logarithm. */
    static Tensor chain(Pass pass, int from, int to, Tensor input, Link link) {
        if (from == to) {
            return input;
        }
        if (from + 1 == to) {
            return pass.scope(() -> link.run(from, input));
        }
        int middle = (from + to) >>> 1;
        return pass.scope(() -> chain(pass, middle, to, chain(pass, from, middle, input, link), link));
    }
}
