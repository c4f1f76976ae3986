package org.dasllm.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dasllm.tensor.Parameter;
import org.jspecify.annotations.Nullable;

/** A parameter in native memory. */
final class NativeParameter implements Parameter {
    private final NativeMemory memory;
    private final KeptFactor factor;
    final @Nullable Matrix gradient;

    /** DoRA's factors, where this is a magnitude. */
    @Nullable
    Gains gains;

    private int version;
    private boolean closed;

    NativeParameter(NativeMemory memory, KeptFactor factor, boolean trainable) {
        this.memory = memory;
        this.factor = factor;
        gradient = trainable ? Matrix.allocate(memory, factor.rows(), factor.columns()) : null;
    }

    void checkOpen() {
        memory.checkOpen();
        if (closed) {
            throw new IllegalStateException("The parameter is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            factor.free(memory);
            if (gradient != null) {
                memory.giveBack(gradient.address);
            }
            if (gains != null) {
                memory.giveBack(gains.values().address);
            }
        }
    }

    /** As what it is multiplied with. */
    Factor factor() {
        return factor;
    }

    NativeMemory memory() {
        return memory;
    }

    /** The numbers of a vector or of what is trained, which are always float32. */
    Matrix values() {
        if (factor instanceof FloatFactor floats) {
            return floats.values();
        }
        throw new IllegalStateException("A matrix [" + rows() + " x " + columns() + "] is not kept in float32");
    }

    /** The numbers as float32: its own, or a copy in the pass's memory. */
    Matrix values(OneDnnPass pass) {
        if (factor instanceof FloatFactor floats) {
            return floats.values();
        }
        Matrix copy = pass.take(rows(), columns());
        pass.pool().run(rows(), (row, worker) -> factor.widen(row, copy.data, copy.offset(row)));
        return copy;
    }

    /** Changes whenever the values do. */
    int version() {
        return version;
    }

    void changed() {
        version++;
    }

    @Override
    public int rows() {
        return factor.rows();
    }

    @Override
    public int columns() {
        return factor.columns();
    }

    @Override
    public boolean trainable() {
        return gradient != null;
    }

    @Override
    public float[] read() {
        checkOpen();
        float[] values = new float[Math.multiplyExact(rows(), columns())];
        ByteBuffer row = ByteBuffer.allocateDirect(columns() * Float.BYTES + Vectors.STEP)
                .order(ByteOrder.nativeOrder());
        for (int i = 0; i < rows(); i++) {
            factor.widen(i, row, 0);
            row.asFloatBuffer().get(0, values, i * columns(), columns());
        }
        return values;
    }

    @Override
    public void write(float[] newValues) {
        checkOpen();
        if (newValues.length != (long) rows() * columns()) {
            throw new IllegalArgumentException("[" + rows() + " x " + columns() + "] takes " + rows() * columns()
                    + " values, not " + newValues.length);
        }
        factor.write(newValues);
        changed();
    }

    @Override
    public float[] readGradient() {
        checkOpen();
        return trainableGradient().read();
    }

    Matrix trainableGradient() {
        if (gradient == null) {
            throw new IllegalStateException("A frozen parameter [" + rows() + " x " + columns() + "] has no gradient");
        }
        return gradient;
    }
}
