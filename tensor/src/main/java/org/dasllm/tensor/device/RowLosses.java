package org.dasllm.tensor.device;

import java.util.stream.IntStream;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Targets;

/** A loss that is reported row by row; a device adds the arithmetic. */
public abstract class RowLosses implements Loss {
    private final int[] targets;
    private final int[] counted;
    private final float[] losses;
    private double sum;
    private int correct;

    protected RowLosses(Targets targets) {
        this.targets = targets.tokens().clone();
        this.counted = IntStream.range(0, this.targets.length)
                .filter(row -> this.targets[row] != IGNORED)
                .toArray();
        this.losses = new float[this.targets.length];
    }

    /** The rows that have a target, ascending. */
    protected final int[] counted() {
        return counted;
    }

    /** The token that a row is to predict. */
    protected final int target(int row) {
        return targets[row];
    }

    /** Takes a row's loss and its most probable token, once for each of {@link #counted()}. */
    protected final void put(int row, double loss, int predicted) {
        losses[row] = (float) loss;
        sum += loss;
        correct += predicted == targets[row] ? 1 : 0;
    }

    @Override
    public final double sum() {
        return sum;
    }

    @Override
    public final int count() {
        return counted.length;
    }

    @Override
    public final float[] rows() {
        return losses.clone();
    }

    @Override
    public final int correct() {
        return correct;
    }
}
