package org.dasllm.onednn.threads;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.NativeMemory;

/** What one thread of the pool has for itself: pointers to hand to oneDNN, and scratch memory. */
public final class WorkerScratch {
    public final Gemm gemm;
    private final NativeMemory memory;
    private final NativeMemory.Block[] scratch = new NativeMemory.Block[3];

    WorkerScratch(NativeMemory memory) {
        this.memory = memory;
        gemm = new Gemm(memory);
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = memory.allocate(64 << 10);
        }
    }

    /** One of three scratch buffers, of at least that many floats; contents are arbitrary. */
    public ByteBuffer scratch(int which, long floats) {
        return block(which, floats).data;
    }

    public long scratchAddress(int which, long floats) {
        return block(which, floats).address;
    }

    /** The same with its address. */
    public NativeMemory.Block block(int which, long floats) {
        NativeMemory.Block block = scratch[which];
        if ((long) block.data.capacity() / Float.BYTES < floats) {
            memory.free(block);
            block = memory.allocate(Math.max(floats * Float.BYTES, 2L * block.data.capacity()));
            scratch[which] = block;
        }
        return block;
    }
}
