package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.Parameter;
import org.jspecify.annotations.Nullable;

/** A parameter in native memory. */
public final class NativeParameter implements Parameter {
    private final NativeMemory memory;
    private final KeptFactor factor;
    public final @Nullable Matrix gradient;

    /** DoRA's factors, where this is a magnitude. */
    @Nullable
    Gains gains;

    private int version;
    private boolean closed;

    public NativeParameter(NativeMemory memory, KeptFactor factor, boolean trainable) {
        this.memory = memory;
        this.factor = factor;
        gradient = trainable ? Matrix.allocate(memory, factor.rows(), factor.columns()) : null;
    }

    public void checkOpen() {
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
    public Factor factor() {
        return factor;
    }

    public NativeMemory memory() {
        return memory;
    }

    /** The numbers of a vector or of what is trained, which are always float32. */
    public Matrix values() {
        if (factor instanceof FloatFactor floats) {
            return floats.values();
        }
        throw new IllegalStateException("A matrix [" + rows() + " x " + columns() + "] is not kept in float32");
    }

    /** The numbers as float32: its own, or a copy in the pass's memory. */
    public Matrix values(OpenPass pass) {
        if (factor instanceof FloatFactor floats) {
            return floats.values();
        }
        Matrix copy = pass.take(rows(), columns());
        pass.pool().run(rows(), (row, worker) -> factor.widen(row, copy.data, copy.offset(row)));
        return copy;
    }

    /** Changes whenever the values do. */
    public int version() {
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

    public Matrix trainableGradient() {
        if (gradient == null) {
            throw new IllegalStateException("A frozen parameter [" + rows() + " x " + columns() + "] has no gradient");
        }
        return gradient;
    }
}
