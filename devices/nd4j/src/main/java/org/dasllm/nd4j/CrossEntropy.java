package org.dasllm.nd4j;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;

/** −log softmax(logits)[target], row by row. Back: softmax − onehot(target). */
final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * loss = max + log Σ exp(logit − max) − logit of the target; ND4J's log_softmax gives −∞ where softmax gives 0. The
     * logits are used up.
     */
    static double[] losses(INDArray logits, int[] targets) {
        try (Scratch scratch = new Scratch()) {
            INDArray picked = scratch.matrix(targets.length, 1);
            Operations.pull(logits.reshape(logits.length(), 1), places(logits, targets), picked);
            float[] ofTargets = Operations.toFloats(picked);
            INDArray largest = scratch.keep(logits.max(true, 1));
            logits.subi(largest);
            Nd4j.getExecutioner().exec(new Exp(logits, logits));
            float[] sums = Operations.toFloats(scratch.keep(logits.sum(true, 1)));
            float[] maxima = Operations.toFloats(largest);
            return IntStream.range(0, targets.length)
                    .mapToDouble(i -> Math.log(sums[i]) + ((double) maxima[i] - ofTargets[i]))
                    .toArray();
        }
    }

    /** Writes the gradients, times the factor. */
    static void gradient(INDArray logits, int[] targets, double factor, INDArray gradient) {
        gradient.assign(logits);
        Operations.softmax(gradient);
        float[] minusOne = new float[targets.length];
        Arrays.fill(minusOne, -1);
        try (Scratch scratch = new Scratch()) {
            Operations.addRows(
                    gradient.reshape(gradient.length(), 1),
                    places(logits, targets),
                    scratch.of(targets.length, 1, minusOne));
        }
        gradient.muli(factor);
    }

    /** Where the targets are among all logits, row by row. */
    private static int[] places(INDArray logits, int[] targets) {
        int vocabulary = (int) logits.size(1);
        return IntStream.range(0, targets.length)
                .map(i -> i * vocabulary + targets[i])
                .toArray();
    }
}
