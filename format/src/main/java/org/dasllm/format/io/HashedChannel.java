package org.dasllm.format.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;

/** Hands bytes on to another channel and hashes them on their way, so that a file that is written need not be read again for its hash. */
public final class HashedChannel implements WritableByteChannel {
    private final WritableByteChannel to;
    private final MessageDigest digest = Sha256.digest();

    public HashedChannel(WritableByteChannel to) {
        this.to = to;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        ByteBuffer all = bytes.duplicate();
        int count = to.write(bytes);
        digest.update(all.limit(all.position() + count));
        return count;
    }

    /** SHA-256 of what was written, in lower-case hexadecimal; the channel begins anew. */
    public String sha256() {
        return Sha256.hex(digest.digest());
    }

    @Override
    public boolean isOpen() {
        return to.isOpen();
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
