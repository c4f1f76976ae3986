package org.dasllm.nd4j;

import java.util.Arrays;
import org.dasllm.tensor.Rotary;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one rotation needs, as wide as the tensor, so that it is a few operations over all of it: y = x·cos + swapped(x)·sin,
 * where the halves of every head are swapped and the first half's sines are negative.
 */
final class RotaryTables {
    private final Rotary rotary;
    private final int[] positions;
    private final int columns;
    private final INDArray cosines;
    private final INDArray sines;

    /** Half head by half head, the index of the other half. */
    private final int[] swap;

    RotaryTables(Scratch memory, Rotary rotary, int[] positions, int columns) {
        this.rotary = rotary;
        this.positions = positions.clone();
        this.columns = columns;
        int half = rotary.headSize() / 2;
        float[] cos = new float[positions.length * columns];
        float[] sin = new float[cos.length];
        for (int row = 0; row < positions.length; row++) {
            for (int column = 0; column < columns; column++) {
                int within = column % rotary.headSize();
                double angle = rotary.angle(positions[row], within % half);
                cos[row * columns + column] = (float) Math.cos(angle);
                sin[row * columns + column] = (float) (within < half ? -Math.sin(angle) : Math.sin(angle));
            }
        }
        this.cosines = memory.of(positions.length, columns, cos);
        this.sines = memory.of(positions.length, columns, sin);
        this.swap = new int[cos.length / half];
        Arrays.setAll(swap, i -> i ^ 1);
    }

    boolean fit(Rotary otherRotary, int[] otherPositions, int otherColumns) {
        return rotary.equals(otherRotary) && columns == otherColumns && Arrays.equals(positions, otherPositions);
    }

    /** Turns x in place; back where the direction is −1. */
    void turn(INDArray x, int direction) {
        int half = rotary.headSize() / 2;
        try (Scratch scratch = new Scratch()) {
            INDArray swapped = scratch.matrix(positions.length, columns);
            Operations.pull(x.reshape(swap.length, half), swap, swapped.reshape(swap.length, half));
            swapped.muli(sines);
            x.muli(cosines);
            if (direction > 0) {
                x.addi(swapped);
            } else {
                x.subi(swapped);
            }
        }
    }
}
