package org.dasllm.harvest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of the open segment go. */
interface Storage extends AutoCloseable {

    /** Appends all bytes, or fails after any number of them. */
    void append(ByteBuffer bytes) throws IOException;

    void truncate(long length) throws IOException;

    /** Returns when all that was appended is on the disk. */
    void force() throws IOException;

    /** Gives back the space that was kept for a full disk. */
    void releaseReserve() throws IOException;

    /** Goes on in another file, which has its header already. */
    void reopen() throws IOException;

    @Override
    void close() throws IOException;
}
