package org.dasllm.tensor.reference;

import java.util.stream.IntStream;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Tensor;

/**
 * −log softmax(logits)[target], over the rows that have a target. Back: dlogits = scale · (softmax − onehot(target)). This
 * device holds all logits at once, for simplicity.
 */
final class CrossEntropy implements Loss {
    private final ReferencePass pass;
    private final int[] targets;
    private final SelectResult selected;
    private final LinearResult logits;
    private final double[] logSums;
    private final BackwardOnce once;
    private final float[] losses;
    private double sum;
    private int correct;

    CrossEntropy(ReferencePass pass, Tensor hidden, Linear head, int[] targets) {
        this.pass = pass;
        int[] rows = IntStream.range(0, targets.length)
                .filter(row -> targets[row] != IGNORED)
                .toArray();
        this.targets = IntStream.of(rows).map(row -> targets[row]).toArray();
        this.selected = new SelectResult(pass, hidden, rows);
        this.logits = new LinearResult(pass, selected.output(), head, null);
        this.logSums = new double[rows.length];
        this.once = new BackwardOnce(pass);
        this.losses = new float[hidden.rows()];
        double[] z = pass.data(logits.output());
        int vocabulary = head.outputs();
        for (int i = 0; i < rows.length; i++) {
            int best = 0;
            for (int token = 1; token < vocabulary; token++) {
                best = z[i * vocabulary + token] > z[i * vocabulary + best] ? token : best;
            }
            double max = z[i * vocabulary + best];
            double exponentials = 0;
            for (int token = 0; token < vocabulary; token++) {
                exponentials += Math.exp(z[i * vocabulary + token] - max);
            }
            logSums[i] = max + Math.log(exponentials);
            double loss = logSums[i] - z[i * vocabulary + this.targets[i]];
            losses[rows[i]] = (float) loss;
            sum += loss;
            correct += best == this.targets[i] ? 1 : 0;
        }
    }

    @Override
    public double sum() {
        return sum;
    }

    @Override
    public int count() {
        return targets.length;
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
        double[] z = pass.data(logits.output());
        int vocabulary = logits.output().columns();
        ReferenceTensor gradient = pass.zeros(targets.length, vocabulary);
        double[] dz = gradient.data();
        for (int i = 0; i < targets.length; i++) {
            for (int token = 0; token < vocabulary; token++) {
                dz[i * vocabulary + token] = scale * Math.exp(z[i * vocabulary + token] - logSums[i]);
            }
            dz[i * vocabulary + targets[i]] -= scale;
        }
        return selected.backward(logits.backward(gradient));
    }
}
