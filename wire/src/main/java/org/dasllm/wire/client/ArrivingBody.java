package org.dasllm.wire.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.function.Function;
import org.dasllm.wire.http.CallFailure;

/** A reply's body as a stream: no more of it is here than was read, and the server is held back meanwhile. */
final class ArrivingBody extends InputStream {
    private final Pieces pieces;
    private final Runnable cancel;
    private final Function<CallFailure, ConnectionLost> named;
    private byte[] piece = new byte[0];
    private int read;
    private boolean ended;

    /**
     * @param cancel breaks the call off
     * @param named names a failure
     */
    ArrivingBody(Pieces pieces, Runnable cancel, Function<CallFailure, ConnectionLost> named) {
        this.pieces = pieces;
        this.cancel = cancel;
        this.named = named;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (read == piece.length) {
            if (ended) {
                return -1;
            }
            take();
        }
        int count = Math.min(length, piece.length - read);
        System.arraycopy(piece, read, into, from, count);
        read += count;
        return count;
    }

    private void take() throws IOException {
        Pieces.Event event;
        try {
            event = pieces.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (event instanceof Pieces.Piece next) {
            piece = next.bytes();
            read = 0;
        } else {
            ended = true;
            if (event instanceof Pieces.Failure broken) {
                throw named.apply(broken.failure());
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        cancel.run();
    }
}
