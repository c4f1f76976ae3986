package org.dasllm.wire.http;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as it comes: collected up to a bound where somebody asked for it, and otherwise thrown away. On the connection's
 * thread throughout.
 */
final class RequestBody {
    /** How much is read of a body that is not wanted, for the sake of clients that read no reply before they have sent all. */
    private static final long READ_AND_FORGET = 64L << 20;

    private final BodyBudget budget;
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable ByteArrayOutputStream bytes;
    private @Nullable CompletableFuture<byte[]> whole;
    private @Nullable HttpRefused refused;
    private int limit;
    private long taken;
    private long seen;
    private boolean over;

    RequestBody(BodyBudget budget) {
        this.budget = budget;
    }

    CompletionStage<byte[]> collect(int most) {
        if (whole != null) {
            throw new IllegalStateException("the body is collected already");
        }
        limit = most;
        bytes = new ByteArrayOutputStream();
        whole = new CompletableFuture<>();
        if (over) {
            complete();
        }
        return whole;
    }

    /** Returns whether more is to be read. */
    boolean received(byte[] piece) {
        seen += piece.length;
        if (bytes != null && refused == null) {
            if (bytes.size() + (long) piece.length > limit) {
                refuse(413, "The request's body is larger than " + limit + " bytes");
            } else if (!budget.take(piece.length)) {
                refuse(503, "Other requests' bodies leave no memory for this one");
            } else {
                taken += piece.length;
                bytes.writeBytes(piece);
            }
        }
        return seen <= READ_AND_FORGET;
    }

    void refuse(int status, String why) {
        if (refused == null) {
            refused = new HttpRefused(status, why);
            bytes = null;
            release();
        }
    }

    boolean over() {
        return over;
    }

    /** No more of it will be read, or there is no more. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        complete();
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    /** The client has gone: nobody waits for the body any more. */
    void forget() {
        over = true;
        bytes = null;
        waiting.clear();
        release();
    }

    void whenOver(Runnable work) {
        if (over) {
            work.run();
        } else {
            waiting.add(work);
        }
    }

    private void complete() {
        if (whole == null) {
            return;
        }
        byte[] all = bytes == null ? new byte[0] : bytes.toByteArray();
        bytes = null;
        release();
        if (refused == null) {
            whole.complete(all);
        } else {
            whole.completeExceptionally(refused);
        }
    }

    private void release() {
        budget.giveBack(taken);
        taken = 0;
    }
}
