package org.dasllm.tensor.reference;

import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/** A matrix of the model and, where it is trainable, its gradient. */
final class ReferenceParameter implements Parameter {
    private final int rows;
    private final int columns;
    private final double[] values;
    private final double @Nullable [] gradient;

    ReferenceParameter(int rows, int columns, double[] values, boolean trainable) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
        this.gradient = trainable ? new double[values.length] : null;
    }

    static ReferenceParameter of(Parameter parameter) {
        if (parameter instanceof ReferenceParameter own) {
            return own;
        }
        throw new IllegalArgumentException("The parameter belongs to another device");
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public boolean trainable() {
        return gradient != null;
    }

    @Override
    public float[] read() {
        return Numbers.toFloats(values);
    }

    @Override
    public void write(float[] newValues) {
        Shapes.write(this, newValues);
        for (int i = 0; i < values.length; i++) {
            values[i] = newValues[i];
        }
    }

    @Override
    public float[] readGradient() {
        return Numbers.toFloats(gradient());
    }

    double[] values() {
        return values;
    }

    double[] gradient() {
        if (gradient == null) {
            throw new IllegalStateException("A frozen parameter has no gradient");
        }
        return gradient;
    }
}
