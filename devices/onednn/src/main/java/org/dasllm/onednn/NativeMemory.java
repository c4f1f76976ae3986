package org.dasllm.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;

/** Memory outside the Java heap, all of it given back when the device is closed. Not counted by the JVM's limits. */
final class NativeMemory implements AutoCloseable {
    /** A cache line, and the widest vector. */
    static final int ALIGNMENT = 64;

    private final Set<Block> blocks = Collections.newSetFromMap(new IdentityHashMap<>());
    private long bytes;
    private boolean closed;

    /** A piece of it. */
    static final class Block {
        private final Pointer start;
        final ByteBuffer data;
        final long address;

        private Block(Pointer start, long address, int bytes) {
            this.start = start;
            this.address = address;
            data = new NativeAddress(address)
                    .floats(bytes / Float.BYTES)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
        }
    }

    synchronized Block allocate(long size, boolean zeroed) {
        checkOpen();
        long rounded = (Math.max(size, 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (rounded > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("One matrix can have 2 GiB at most, not " + size + " bytes");
        }
        Pointer start = zeroed ? Pointer.calloc(rounded + ALIGNMENT, 1) : Pointer.malloc(rounded + ALIGNMENT);
        if (start == null || start.isNull()) {
            throw new OutOfMemoryError("No " + rounded + " bytes of native memory; the device holds " + bytes);
        }
        long address = (start.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        Block block = new Block(start, address, (int) rounded);
        blocks.add(block);
        bytes += rounded;
        return block;
    }

    synchronized void free(Block block) {
        if (blocks.remove(block)) {
            bytes -= block.data.capacity();
            Pointer.free(block.start);
        }
    }

    synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The device is closed");
        }
    }

    /** Bytes held now. */
    synchronized long bytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Block block : blocks) {
            Pointer.free(block.start);
        }
        blocks.clear();
        bytes = 0;
    }
}
