package org.dasllm.cuda;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory of one pass: slabs that are filled from the front and all emptied at the pass's end. All work is in the order of
 * one stream, so memory that is given back may be taken again at once: what still reads it runs before what writes it next.
 */
final class Arena {
    private static final long FIRST_SLAB = 32L << 20;
    private static final long LARGEST_USUAL_SLAB = 1L << 30;

    private record Slab(long address, long bytes) {}

    private final Gpu gpu;
    private final List<Slab> slabs = new ArrayList<>();
    private int slab;
    private long used;

    Arena(Gpu gpu) {
        this.gpu = gpu;
    }

    /** A place in the order in which memory is taken. */
    record Mark(int slab, long used) {}

    Mark mark() {
        return new Mark(slab, used);
    }

    /** Takes memory with arbitrary contents. */
    long take(long bytes) {
        long rounded = Math.max(1, (bytes + Gpu.ALIGNMENT - 1) / Gpu.ALIGNMENT) * Gpu.ALIGNMENT;
        while (slab < slabs.size() && slabs.get(slab).bytes - used < rounded) {
            slab++;
            used = 0;
        }
        if (slab == slabs.size()) {
            long usual = slabs.isEmpty() ? FIRST_SLAB : Math.min(LARGEST_USUAL_SLAB, 2 * slabs.get(slab - 1).bytes);
            long size = Math.max(usual, rounded);
            slabs.add(new Slab(gpu.allocate(size), size));
        }
        long address = slabs.get(slab).address + used;
        used += rounded;
        return address;
    }

    void release(Mark mark) {
        slab = mark.slab;
        used = mark.used;
    }

    void reset() {
        slab = 0;
        used = 0;
    }
}
