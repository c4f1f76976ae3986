package org.dasllm.wire.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A response's body in memory, up to a bound that no answer of a teacher comes near; one byte more tells that it went on. */
final class BoundedBody implements BodySubscriber<byte[]> {
    static final int MAX_BYTES = 32 << 20;

    private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
    private Flow.@Nullable Subscription subscription;
    private int received;
    private boolean ended;

    @Override
    public CompletionStage<byte[]> getBody() {
        return body.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        body.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (ended) {
            return;
        }
        List<ByteBuffer> taken = new ArrayList<>();
        for (ByteBuffer buffer : buffers) {
            int count = Math.min(buffer.remaining(), MAX_BYTES + 1 - received);
            taken.add(buffer.slice(buffer.position(), count));
            received += count;
        }
        body.onNext(taken);
        if (received > MAX_BYTES && subscription != null) {
            ended = true;
            subscription.cancel();
            body.onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!ended) {
            body.onError(failure);
        }
    }

    @Override
    public void onComplete() {
        if (!ended) {
            body.onComplete();
        }
    }
}
