package org.dasllm.onednn;

import java.nio.ByteBuffer;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Parameter;
import org.jspecify.annotations.Nullable;

/** A parameter in native memory, in float32 whatever it came as. */
final class NativeParameter implements Parameter {
    private static final int PIECE = 16 << 10;

    private final NativeMemory memory;
    final Matrix values;
    final @Nullable Matrix gradient;

    NativeParameter(NativeMemory memory, HostMatrix source, boolean trainable) {
        this.memory = memory;
        values = Matrix.allocate(memory, source.rows(), source.columns(), false);
        gradient = trainable ? Matrix.allocate(memory, source.rows(), source.columns(), true) : null;
        load(source);
    }

    private void load(HostMatrix source) {
        if (source.type() == ElementType.FLOAT32) {
            values.data.put(
                    0, source.data(), source.data().position(), source.data().remaining());
            return;
        }
        int bytes = source.type().bytes();
        for (int first = 0; first < values.size(); first += PIECE) {
            int count = Math.min(PIECE, values.size() - first);
            ByteBuffer piece = source.data().slice(source.data().position() + first * bytes, count * bytes);
            float[] floats = new HostMatrix(source.type(), 1, count, piece).toFloats();
            values.data
                    .slice(first * Float.BYTES, count * Float.BYTES)
                    .order(values.data.order())
                    .asFloatBuffer()
                    .put(floats);
        }
    }

    @Override
    public int rows() {
        return values.rows();
    }

    @Override
    public int columns() {
        return values.columns();
    }

    @Override
    public boolean trainable() {
        return gradient != null;
    }

    @Override
    public float[] read() {
        memory.checkOpen();
        return values.read();
    }

    @Override
    public void write(float[] newValues) {
        memory.checkOpen();
        values.write(newValues);
    }

    @Override
    public float[] readGradient() {
        memory.checkOpen();
        return trainableGradient().read();
    }

    Matrix trainableGradient() {
        if (gradient == null) {
            throw new IllegalStateException("A frozen parameter " + values.shape() + " has no gradient");
        }
        return gradient;
    }
}
