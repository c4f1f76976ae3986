package org.dasllm.hub.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A response's body as a stream that fails where the server falls silent, and that holds no more than it was given at once. */
final class ArrivingBody extends InputStream implements BodySubscriber<InputStream> {
    /** What the network hands over: bytes, or how they ended. */
    private record Arrival(
            List<ByteBuffer> buffers, boolean end, @Nullable Throwable failure) {}

    private final Duration silence;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> taken = new ArrayDeque<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;
    private boolean ended;

    /** @param silence the longest wait for the next bytes */
    ArrivingBody(Duration silence) {
        this.silence = silence;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrivals.add(new Arrival(buffers, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        arrivals.add(new Arrival(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        arrivals.add(new Arrival(List.of(), true, null));
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
        while (taken.isEmpty()) {
            if (ended) {
                return -1;
            }
            take();
        }
        ByteBuffer buffer = taken.getFirst();
        int count = Math.min(length, buffer.remaining());
        buffer.get(into, from, count);
        if (!buffer.hasRemaining()) {
            taken.removeFirst();
            askForMore();
        }
        return count;
    }

    private void take() throws IOException {
        Arrival arrival;
        try {
            arrival = arrivals.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (arrival == null) {
            close();
            throw new HttpTimeoutException("nothing came for " + silence.toSeconds() + " s");
        }
        if (arrival.failure() != null) {
            ended = true;
            throw new IOException("the connection broke", arrival.failure());
        }
        ended = arrival.end();
        arrival.buffers().stream().filter(ByteBuffer::hasRemaining).forEach(taken::add);
        askForMore();
    }

    private void askForMore() {
        Flow.Subscription known = subscription;
        if (taken.isEmpty() && !ended && known != null) {
            known.request(1);
        }
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription known = subscription;
        if (known != null) {
            known.cancel();
        }
    }
}
