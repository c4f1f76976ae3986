package org.dasllm.nd4j;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * −log softmax(logits)[target], some rows at a time. The backward computes the logits again rather than keep them:
 * dlogits = scale · (softmax − onehot(target)).
 */
final class CrossEntropy implements Loss {
    /** Logits held at a time: 16 MiB. */
    private static final int LOGITS = 1 << 22;

    private final Nd4jPass pass;
    private final INDArray hidden;
    private final Linear head;

    /** The rows that have a target, and their targets. */
    private final int[] rows;

    private final int[] targets;
    private final float[] losses;
    private final BackwardOnce once;
    private double sum;
    private int correct;

    CrossEntropy(Nd4jPass pass, Tensor hidden, Linear head, int[] allTargets) {
        this.pass = pass;
        this.hidden = pass.array(hidden);
        this.head = head;
        this.rows = IntStream.range(0, allTargets.length)
                .filter(row -> allTargets[row] != IGNORED)
                .toArray();
        this.targets = IntStream.of(rows).map(row -> allTargets[row]).toArray();
        this.losses = new float[hidden.rows()];
        this.once = new BackwardOnce(pass);
        for (int first = 0; first < rows.length; first += rowsAtATime()) {
            try (Scratch scratch = new Scratch()) {
                piece(scratch, first, end(first));
            }
        }
    }

    private int rowsAtATime() {
        return Math.max(1, LOGITS / head.outputs());
    }

    private int end(int first) {
        return Math.min(rows.length, first + rowsAtATime());
    }

    /** loss = max + log Σ exp(logit − max) − logit of the target; ND4J's log_softmax gives −∞ where softmax gives 0. */
    private void piece(Scratch scratch, int first, int end) {
        INDArray logits = logits(scratch, selected(scratch, first, end));
        int[] predicted = scratch.keep(logits.argMax(1)).data().asInt();
        INDArray picked = scratch.matrix(end - first, 1);
        Operations.pull(logits.reshape(logits.length(), 1), targetIndex(first, end), picked);
        float[] ofTargets = Operations.toFloats(picked);
        INDArray largest = scratch.keep(logits.max(true, 1));
        logits.subi(largest);
        Nd4j.getExecutioner().exec(new Exp(logits, logits));
        float[] sums = Operations.toFloats(scratch.keep(logits.sum(true, 1)));
        float[] maxima = Operations.toFloats(largest);
        for (int i = 0; i < sums.length; i++) {
            double loss = Math.log(sums[i]) + ((double) maxima[i] - ofTargets[i]);
            losses[rows[first + i]] = (float) loss;
            sum += loss;
            correct += predicted[i] == targets[first + i] ? 1 : 0;
        }
    }

    private INDArray selected(Scratch scratch, int first, int end) {
        INDArray selected = scratch.matrix(end - first, head.inputs());
        Operations.pull(hidden, Arrays.copyOfRange(rows, first, end), selected);
        return selected;
    }

    private INDArray logits(Scratch scratch, INDArray selected) {
        INDArray logits = scratch.matrix(selected.size(0), head.outputs());
        LinearArithmetic.forward(selected, head, logits, false);
        return logits;
    }

    /** Where the targets are in a piece's logits, seen as one column. */
    private int[] targetIndex(int first, int end) {
        return IntStream.range(first, end)
                .map(i -> (i - first) * head.outputs() + targets[i])
                .toArray();
    }

    @Override
    public double sum() {
        return sum;
    }

    @Override
    public int count() {
        return rows.length;
    }

    @Override
    public float[] rows() {
        return losses.clone();
    }

    @Override
    public int correct() {
        return correct;
    }

    @Override
    public Tensor backward(double scale) {
        once.enter();
        Nd4jTensor gradient = pass.tensor(losses.length, head.inputs());
        try (Scratch whole = new Scratch()) {
            // One row more, of zeros, for the rows without a target.
            INDArray dSelected = whole.zeros(rows.length + 1L, head.inputs());
            for (int first = 0; first < rows.length; first += rowsAtATime()) {
                try (Scratch scratch = new Scratch()) {
                    int end = end(first);
                    INDArray selected = selected(scratch, first, end);
                    INDArray dLogits = dLogits(scratch, selected, first, end, scale);
                    LinearArithmetic.backward(selected, head, dLogits, Operations.rows(dSelected, first, end - first));
                }
            }
            Operations.pull(dSelected, SelectResult.inverse(rows, losses.length), gradient.array());
        }
        return gradient;
    }

    private INDArray dLogits(Scratch scratch, INDArray selected, int first, int end, double scale) {
        INDArray dLogits = logits(scratch, selected);
        Operations.softmax(dLogits);
        float[] minusOne = new float[end - first];
        Arrays.fill(minusOne, -1);
        Operations.addRows(
                dLogits.reshape(dLogits.length(), 1), targetIndex(first, end), scratch.of(end - first, 1, minusOne));
        dLogits.muli(scale);
        return dLogits;
    }
}
