package org.dasllm.wire.client;

import java.util.concurrent.CompletableFuture;

/** Ties what a caller holds to what it is made of. */
final class Endings {
    private Endings() {}

    /** Does something once, whichever way a future ends, cancelling included; what it does is not waited for, nor can it fail. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void whenEnded(CompletableFuture<?> future, Runnable work) {
        future.whenComplete((result, failure) -> work.run());
    }
}
