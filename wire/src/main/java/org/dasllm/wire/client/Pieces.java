package org.dasllm.wire.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.ReplyHead;
import org.dasllm.wire.http.ReplyReader;
import org.jspecify.annotations.Nullable;

/** A reply for a thread that waits for it: a piece is asked for when the one before was taken. */
final class Pieces implements ReplyReader {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile @Nullable ReplyHead head;
    private Runnable more = () -> {};

    /** What comes. */
    sealed interface Event {}

    /** The head has come. */
    record Begin(Runnable more) implements Event {}

    /** Some of the body. */
    record Piece(byte[] bytes) implements Event {}

    /** All of the body has come. */
    record End() implements Event {}

    /** Nothing more comes. */
    record Failure(CallFailure failure) implements Event {}

    /** Waits. Called by one thread. */
    Event next() throws InterruptedException {
        more.run();
        Event event = events.take();
        if (event instanceof Begin begin) {
            more = begin.more();
        }
        return event;
    }

    /** The head, once something of the body has come. */
    ReplyHead head() {
        ReplyHead first = head;
        if (first == null) {
            throw new IllegalStateException("no head yet");
        }
        return first;
    }

    @Override
    public void head(ReplyHead first, Runnable more) {
        head = first;
        events.add(new Begin(more));
    }

    @Override
    public void bytes(byte[] bytes) {
        events.add(new Piece(bytes));
    }

    @Override
    public void end() {
        events.add(new End());
    }

    @Override
    public void failed(CallFailure failure) {
        events.add(new Failure(failure));
    }
}
