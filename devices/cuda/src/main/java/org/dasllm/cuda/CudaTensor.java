package org.dasllm.cuda;

import org.dasllm.tensor.Tensor;

/** A row-major float32 matrix of a pass. */
final class CudaTensor implements Tensor {
    private final CudaPass pass;
    private final int rows;
    private final int columns;
    private final long address;
    /** Where in its pass's memory it begins. */
    private final Arena.Mark taken;

    private boolean gone;

    CudaTensor(CudaPass pass, int rows, int columns, long address, Arena.Mark taken) {
        this.pass = pass;
        this.rows = rows;
        this.columns = columns;
        this.address = address;
        this.taken = taken;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    CudaPass pass() {
        return pass;
    }

    long address() {
        return address;
    }

    Arena.Mark taken() {
        return taken;
    }

    long count() {
        return (long) rows * columns;
    }

    long bytes() {
        return count() * Float.BYTES;
    }

    long address(int row) {
        return address + (long) row * columns * Float.BYTES;
    }

    /** Its memory is another's from now on. */
    void leave() {
        gone = true;
    }

    boolean gone() {
        return gone;
    }
}
