package org.dasllm.wire.http;

/**
 * A reply piece by piece, on the connection's thread. Who writes though the client does not read fills the memory: write while
 * {@link #writable} and go on when {@link #onWritable} tells. A client that reads nothing for the write deadline is cut off.
 */
public final class ReplyStream {
    private final Exchange exchange;

    ReplyStream(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Sends a piece at once. */
    public void write(byte[] piece) {
        exchange.write(piece);
    }

    /** Whether the client keeps up with reading. */
    public boolean writable() {
        return exchange.writable();
    }

    /** What to do each time when the client has caught up. */
    public void onWritable(Runnable work) {
        exchange.onWritable(work);
    }

    /** Ends the reply, so that the client knows that it is whole. */
    public void end() {
        exchange.end();
    }

    /** Breaks the reply off, so that the client does not take it for whole. */
    public void abort() {
        exchange.abort();
    }
}
