package org.dasllm.nd4j;

import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.device.Ownership;
import org.dasllm.tensor.device.Shapes;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A float32 matrix of the model and, where it is trainable, its gradient. */
final class Nd4jParameter implements Parameter {
    private final int rows;
    private final int columns;
    private final INDArray values;
    private final @Nullable INDArray gradient;
    private boolean closed;

    Nd4jParameter(HostMatrix source, boolean trainable) {
        this.rows = source.rows();
        this.columns = source.columns();
        this.values = Nd4j.create(source.toFloats(), new long[] {rows, columns}, 'c');
        this.gradient = trainable ? Nd4j.zeros(DataType.FLOAT, rows, columns) : null;
    }

    static Nd4jParameter of(Parameter parameter) {
        if (parameter instanceof Nd4jParameter own) {
            return own;
        }
        throw Ownership.foreign(parameter);
    }

    static INDArray values(Parameter parameter) {
        return of(parameter).values();
    }

    static INDArray gradient(Parameter parameter) {
        return of(parameter).gradient();
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
        return Operations.toFloats(values());
    }

    @Override
    public void write(float[] newValues) {
        Shapes.write(this, newValues);
        try (INDArray source = Nd4j.create(newValues, new long[] {rows, columns}, 'c')) {
            values().assign(source);
        }
    }

    @Override
    public float[] readGradient() {
        return Operations.toFloats(gradient());
    }

    private INDArray values() {
        requireOpen();
        return values;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The parameter is closed");
        }
    }

    private INDArray gradient() {
        requireOpen();
        if (gradient == null) {
            throw new IllegalStateException("A frozen parameter has no gradient");
        }
        return gradient;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            values.close();
            if (gradient != null) {
                gradient.close();
            }
        }
    }
}
