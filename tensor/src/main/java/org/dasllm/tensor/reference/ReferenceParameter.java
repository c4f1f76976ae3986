package org.dasllm.tensor.reference;

import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.device.Ownership;
import org.dasllm.tensor.device.Shapes;
import org.jspecify.annotations.Nullable;

/** A matrix of the model and, where it is trainable, its gradient. */
final class ReferenceParameter implements Parameter {
    private final int rows;
    private final int columns;
    private final boolean trainable;
    private double @Nullable [] values;
    private double @Nullable [] gradient;

    ReferenceParameter(int rows, int columns, double[] values, boolean trainable) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
        this.trainable = trainable;
        this.gradient = trainable ? new double[values.length] : null;
    }

    static ReferenceParameter of(Parameter parameter) {
        if (parameter instanceof ReferenceParameter own) {
            return own;
        }
        throw Ownership.foreign(parameter);
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
        return trainable;
    }

    @Override
    public float[] read() {
        return Numbers.toFloats(values());
    }

    @Override
    public void write(float[] newValues) {
        Shapes.write(this, newValues);
        double[] own = values();
        for (int i = 0; i < own.length; i++) {
            own[i] = newValues[i];
        }
    }

    @Override
    public float[] readGradient() {
        return Numbers.toFloats(gradient());
    }

    double[] values() {
        if (values == null) {
            throw new IllegalStateException("The parameter is closed");
        }
        return values;
    }

    double[] gradient() {
        if (gradient == null) {
            throw new IllegalStateException(
                    trainable ? "The parameter is closed" : "A frozen parameter has no gradient");
        }
        return gradient;
    }

    @Override
    public void close() {
        values = null;
        gradient = null;
    }
}
