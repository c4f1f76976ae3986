package org.dasllm.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.jspecify.annotations.Nullable;

/** A parameter in the card's memory: float32 if it learns or is a vector, else in the device's precision, or in NF4. */
final class CudaParameter implements Parameter {
    private final Gpu gpu;
    private final int rows;
    private final int columns;
    /** In bf16, not float32. */
    final boolean narrow;

    final long address;
    /** The gradient's address; 0 if the parameter is frozen. */
    final long gradient;

    /** Set for a quantised parameter, whose address is its codes'. */
    final @Nullable Quantised quantised;

    /** What stands beside an NF4 matrix's codes on the card. */
    record Quantised(Nf4Matrix values, long scales) {}

    private boolean closed;

    CudaParameter(Gpu gpu, HostMatrix source, boolean trainable, boolean narrowFrozen) {
        this.gpu = gpu;
        rows = source.rows();
        columns = source.columns();
        narrow = narrowFrozen && !trainable && rows > 1;
        address = gpu.allocate(count() * (narrow ? Short.BYTES : Float.BYTES));
        gradient = trainable ? gpu.allocate(count() * Float.BYTES) : 0;
        quantised = null;
        if (trainable) {
            gpu.clear(gradient, count());
        }
        load(source);
    }

    CudaParameter(Gpu gpu, Nf4Matrix source) {
        this.gpu = gpu;
        rows = source.rows();
        columns = source.columns();
        narrow = false;
        gradient = 0;
        address = gpu.allocate(source.codes().length);
        quantised = new Quantised(source, gpu.allocate((long) source.scales().length * Float.BYTES));
        gpu.upload(
                address,
                source.codes().length,
                (piece, offset) -> piece.put(source.codes(), (int) offset, piece.remaining()));
        gpu.upload(quantised.scales, source.scales());
    }

    long count() {
        return (long) rows * columns;
    }

    private void load(HostMatrix source) {
        int bytes = source.type().bytes();
        int ownBytes = narrow ? Short.BYTES : Float.BYTES;
        boolean same = source.type() == (narrow ? ElementType.BFLOAT16 : ElementType.FLOAT32);
        ByteBuffer data = source.data();
        int start = data.position();
        gpu.upload(address, count() * ownBytes, (piece, offset) -> {
            int first = (int) (offset / ownBytes);
            int count = piece.remaining() / ownBytes;
            ByteBuffer part = data.slice(start + first * bytes, count * bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (same) {
                piece.put(part);
            } else {
                put(new HostMatrix(source.type(), 1, count, part).toFloats(), 0, piece);
            }
        });
    }

    /** Fills a piece with values from a given one on, in this parameter's type. */
    private void put(float[] values, int first, ByteBuffer piece) {
        if (!narrow) {
            piece.asFloatBuffer().put(values, first, piece.remaining() / Float.BYTES);
            return;
        }
        for (int i = first; piece.hasRemaining(); i++) {
            piece.putShort(nearest(values[i]));
        }
    }

    /** The nearest bf16 number, of two the even one. */
    static short nearest(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
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
        return gradient != 0;
    }

    @Override
    public float[] read() {
        requireOpen();
        gpu.enter();
        int count = Math.toIntExact(count());
        if (quantised != null) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = quantised.values.value(i);
            }
            return values;
        }
        if (!narrow) {
            return gpu.downloadFloats(address, count);
        }
        float[] values = new float[count];
        gpu.download(address, (long) count * Short.BYTES, (piece, offset) -> {
            for (int i = (int) (offset / Short.BYTES); piece.hasRemaining(); i++) {
                values[i] = Float.intBitsToFloat(piece.getShort() << 16);
            }
        });
        return values;
    }

    @Override
    public void write(float[] newValues) {
        requireOpen();
        gpu.enter();
        if (newValues.length != count()) {
            throw new IllegalArgumentException(
                    newValues.length + " values for a parameter of " + rows + " x " + columns);
        }
        if (quantised != null) {
            throw new UnsupportedOperationException("A quantised parameter cannot be written");
        }
        int ownBytes = narrow ? Short.BYTES : Float.BYTES;
        gpu.upload(address, count() * ownBytes, (piece, offset) -> put(newValues, (int) (offset / ownBytes), piece));
    }

    @Override
    public float[] readGradient() {
        requireOpen();
        gpu.enter();
        if (gradient == 0) {
            throw new IllegalStateException("A frozen parameter of " + rows + " x " + columns + " has no gradient");
        }
        return gpu.downloadFloats(gradient, Math.toIntExact(count()));
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The parameter is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            gpu.free(address);
            gpu.free(gradient);
            if (quantised != null) {
                gpu.free(quantised.scales);
            }
        }
    }

    boolean of(Gpu other) {
        return gpu == other;
    }
}
