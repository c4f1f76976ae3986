package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import org.dasllm.wire.client.ChatExchange;

/** Waits for a teacher's reply on a thread of its own. */
final class WaitingAsk extends CompletableFuture<ChatExchange> {
    private final Thread thread;

    private WaitingAsk(Teacher teacher, JsonNode request) {
        this.thread = new Thread(() -> ask(teacher, request), "ask");
        thread.setDaemon(true);
    }

    static CompletableFuture<ChatExchange> begin(Teacher teacher, JsonNode request) {
        WaitingAsk ask = new WaitingAsk(teacher, request);
        ask.thread.start();
        return ask;
    }

    private void ask(Teacher teacher, JsonNode request) {
        try {
            complete(ChatExchange.of(teacher.ask(request)));
        } catch (InterruptedException e) {
            super.cancel(false);
        } catch (RuntimeException | Error e) {
            // An error too: who asked waits for this and nothing else.
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        thread.interrupt();
        return cancelled;
    }
}
