package org.dasllm.harvest.teacher;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A response's body in memory, up to a bound that no answer of a teacher comes near. */
final class BoundedBody implements BodySubscriber<byte[]> {
    static final long MAX_BYTES = 32L << 20;

    private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
    private Flow.@Nullable Subscription subscription;
    private long received;

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
        received += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (received > MAX_BYTES && subscription != null) {
            subscription.cancel();
            body.onError(new IOException("the response has more than " + MAX_BYTES + " bytes"));
        } else {
            body.onNext(buffers);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.onError(failure);
    }

    @Override
    public void onComplete() {
        body.onComplete();
    }
}
