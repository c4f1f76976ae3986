package org.dasllm.onednn.pass;

import java.util.function.Supplier;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.memory.Rows;
import org.dasllm.onednn.memory.Workspace;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.Ownership;

/** A pass as its operations see it: its memory, the device's threads, and what is decided for the pass as a whole. */
public final class OpenPass {
    private final NativeMemory memory;
    private final WorkerPool pool;
    private final Workspace workspace;
    private final boolean narrow;
    private final boolean training;
    private final long seed;
    private Region region = new Region(this);
    private boolean closed;

    /**
     * A pass over a workspace, which it has for itself.
     *
     * @param narrow whether products are made in bfloat16
     * @param training whether there is a backward pass
     * @param seed what dropout is decided by
     */
    public OpenPass(
            NativeMemory memory, WorkerPool pool, Workspace workspace, boolean narrow, boolean training, long seed) {
        this.memory = memory;
        this.pool = pool;
        this.workspace = workspace;
        this.narrow = narrow;
        this.training = training;
        this.seed = seed;
    }

    public WorkerPool pool() {
        memory.checkOpen();
        return pool;
    }

    public Workspace workspace() {
        return workspace;
    }

    public boolean training() {
        return training;
    }

    /** What dropout is decided by. */
    public long seed() {
        return seed;
    }

    /** Whether what is kept for the backward pass alone may be rounded to bfloat16. */
    public boolean narrow() {
        return narrow;
    }

    /** Where tensors and handles that are made now belong. */
    public Region region() {
        return region;
    }

    /** A matrix of arbitrary contents in the pass's memory. */
    public Matrix take(int rows, int columns) {
        return workspace.take(region, rows, columns);
    }

    /** Room for what is kept for the backward pass alone. */
    public Rows takeKept(int rows, int columns) {
        return narrow ? Bfloat16Matrix.take(this, rows, columns) : take(rows, columns);
    }

    /** The tensor as ours. */
    public Matrix own(Tensor tensor) {
        checkOpen();
        if (tensor instanceof Matrix matrix && matrix.owner() instanceof Region home && home.pass == this) {
            home.checkOpen();
            return matrix;
        }
        throw Ownership.foreign(tensor);
    }

    /** Does work whose memory is given back, but for its result. */
    public Matrix scope(Supplier<Tensor> work) {
        checkOpen();
        Region outer = region;
        Region inner = new Region(this);
        long mark = workspace.mark();
        Matrix result;
        region = inner;
        try {
            result = own(work.get());
        } finally {
            region = outer;
            inner.end();
            workspace.release(mark);
        }
        if (result.owner() != inner) {
            return result;
        }
        // The workspace gives the first place that fits, so this is where the result lies already, or before it.
        Matrix moved = take(result.rows(), result.columns());
        moved.copy(result);
        return moved;
    }

    public void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The pass is closed");
        }
        memory.checkOpen();
    }

    /** Ends the pass; whether it was open. */
    public boolean close() {
        boolean open = !closed;
        closed = true;
        return open;
    }
}
