package org.dasllm.onednn.memory;

import java.nio.ByteBuffer;

/** A matrix that is kept in float32 or bfloat16, and written and read as float32. Offsets of buffers are in bytes. */
public interface Rows {
    /** Writes some columns of a row. */
    void put(int row, int column, int count, ByteBuffer from, int offset);

    /** Reads some columns of a row. */
    void get(int row, int column, int count, ByteBuffer to, int offset);
}
