package org.dasllm.onednn.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of one pass: slabs that are filled from the front and all emptied at the pass's end, so that the next pass
 * finds them, mapped and warm. It grows to the largest pass and no further.
 */
public final class Workspace {
    private static final int FIRST_SLAB = 8 << 20;
    private static final int LARGEST_USUAL_SLAB = 256 << 20;

    private final NativeMemory memory;
    private final List<NativeMemory.Block> slabs = new ArrayList<>();
    private int slab;
    private int used;

    public Workspace(NativeMemory memory) {
        this.memory = memory;
    }

    /** A matrix with arbitrary contents, which belongs to the owner until {@link #reset}. */
    public Matrix take(Object owner, int rows, int columns) {
        long exact = (long) rows * columns * Float.BYTES;
        long rounded = (exact + NativeMemory.ALIGNMENT - 1) / NativeMemory.ALIGNMENT * NativeMemory.ALIGNMENT;
        if (rounded > Integer.MAX_VALUE - NativeMemory.ALIGNMENT) {
            throw new IllegalArgumentException(
                    "A tensor can have 2 GiB at most, not " + rows + " x " + columns + " float32");
        }
        while (slab < slabs.size() && slabs.get(slab).data.capacity() - used < rounded) {
            slab++;
            used = 0;
        }
        if (slab == slabs.size()) {
            int usual = slabs.isEmpty()
                    ? FIRST_SLAB
                    : Math.min(LARGEST_USUAL_SLAB, 2 * slabs.get(slab - 1).data.capacity());
            slabs.add(memory.allocateLarge(Math.max(usual, rounded)));
        }
        NativeMemory.Block block = slabs.get(slab);
        ByteBuffer data = block.data.slice(used, (int) exact).order(ByteOrder.nativeOrder());
        Matrix matrix = new Matrix(owner, rows, columns, data, block.address + used);
        used += (int) rounded;
        return matrix;
    }

    /** A place to go back to, for matrices that are needed for a moment only. */
    public long mark() {
        return (long) slab << 32 | used;
    }

    public void release(long mark) {
        slab = (int) (mark >>> 32);
        used = (int) mark;
    }

    public void reset() {
        slab = 0;
        used = 0;
    }
}
