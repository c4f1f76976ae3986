package org.dasllm.onednn.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Memory outside the Java heap, given back piece by piece or, at the latest, when the device is closed. Not counted by the JVM's limits. */
public final class NativeMemory implements AutoCloseable {
    /** A cache line, and the widest vector. */
    static final int ALIGNMENT = 64;

    /** Where what is kept for good lies side by side, if it is small. */
    private static final int SLAB = 32 * HugePages.SIZE;

    private final Set<Block> blocks = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Long, Block> kept = new HashMap<>();
    private @Nullable Block slab;
    private int slabUsed;
    private long bytes;
    private boolean closed;

    /** A piece of it. */
    public static final class Block {
        private final Pointer start;
        public final ByteBuffer data;
        public final long address;

        /** Of a small piece, the block it lies in. */
        private @Nullable Block slab;

        /** Of a slab, the pieces in it that are in use. */
        private int parts;

        private Block(Pointer start, long address, int bytes) {
            this.start = start;
            this.address = address;
            data = new NativeAddress(address)
                    .floats(bytes / Float.BYTES)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
        }
    }

    /** A block with arbitrary contents in ordinary pages, for memory that may stay untouched. */
    public synchronized Block allocate(long size) {
        return counted(reserve(rounded(size), false, false));
    }

    /** The same in large pages, for memory that is used from end to end. */
    synchronized Block allocateLarge(long size) {
        return counted(reserve(rounded(size), true, false));
    }

    /** Zeroed memory in large pages that is held until it is given back; small pieces share them. */
    public synchronized Block keep(long size) {
        int rounded = rounded(size);
        Block block = rounded > SLAB / 2 ? reserve(rounded, true, true) : part(rounded);
        kept.put(block.address, block);
        return counted(block);
    }

    private Block part(int rounded) {
        checkOpen();
        if (slab == null || slab.data.capacity() - slabUsed < rounded) {
            slab = reserve(SLAB, true, true);
            slabUsed = 0;
        }
        Block part = new Block(slab.start, slab.address + slabUsed, rounded);
        part.slab = slab;
        slab.parts++;
        slabUsed += rounded;
        return part;
    }

    /** Ends the use of memory that was kept; a slab goes with the last of its pieces. */
    public synchronized void giveBack(long address) {
        Block block = kept.remove(address);
        if (block == null) {
            return;
        }
        bytes -= block.data.capacity();
        Block whole = block.slab == null ? block : block.slab;
        if (block.slab != null && --whole.parts > 0) {
            return;
        }
        if (whole == slab) {
            slab = null;
        }
        blocks.remove(whole);
        Pointer.free(whole.start);
    }

    private Block counted(Block block) {
        bytes += block.data.capacity();
        return block;
    }

    private Block reserve(int size, boolean large, boolean zeroed) {
        checkOpen();
        long alignment = large ? HugePages.SIZE : ALIGNMENT;
        Pointer start = zeroed ? Pointer.calloc(size + alignment, 1) : Pointer.malloc(size + alignment);
        if (start == null || start.isNull()) {
            throw new OutOfMemoryError("No " + size + " bytes of native memory; the device holds " + bytes);
        }
        long address = (start.address() + alignment - 1) / alignment * alignment;
        if (large) {
            HugePages.advise(address, size);
        }
        Block block = new Block(start, address, size);
        blocks.add(block);
        return block;
    }

    private static int rounded(long size) {
        long rounded = (Math.max(size, 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (rounded > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("One matrix can have 2 GiB at most, not " + size + " bytes");
        }
        return (int) rounded;
    }

    public synchronized void free(Block block) {
        if (blocks.remove(block)) {
            bytes -= block.data.capacity();
            Pointer.free(block.start);
        }
    }

    public synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The device is closed");
        }
    }

    /** Bytes held now. */
    public synchronized long bytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Block block : blocks) {
            Pointer.free(block.start);
        }
        blocks.clear();
        kept.clear();
        bytes = 0;
    }
}
