package org.dasllm.wire.client;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.ReplyHead;
import org.dasllm.wire.http.ReplyReader;
import org.jspecify.annotations.Nullable;

/** A reply's body in memory, up to a bound that no answer of a teacher comes near; one byte more shows that it was longer. */
final class BoundedBody implements ReplyReader {
    static final int MAX_BYTES = 32 << 20;

    private final CompletableFuture<Received> received;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable ReplyHead head;
    private Runnable more = () -> {};

    /** @param received completed once with what came; the call is to be cancelled then, since there may be more */
    BoundedBody(CompletableFuture<Received> received) {
        this.received = received;
    }

    @Override
    public void head(ReplyHead first, Runnable more) {
        this.head = first;
        this.more = more;
        more.run();
    }

    @Override
    public void bytes(byte[] bytes) {
        body.write(bytes, 0, Math.min(bytes.length, MAX_BYTES + 1 - body.size()));
        if (body.size() > MAX_BYTES) {
            end();
        } else {
            more.run();
        }
    }

    @Override
    public void end() {
        if (head != null) {
            received.complete(new Received.Whole(head, body.toByteArray()));
        }
    }

    @Override
    public void failed(CallFailure failure) {
        received.complete(new Received.Broken(failure));
    }
}
