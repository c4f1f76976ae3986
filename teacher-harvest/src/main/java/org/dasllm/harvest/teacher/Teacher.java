package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dasllm.format.sample.Message;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.client.ChatExchange;

/** Someone who answers. Safe for use by several threads. */
public interface Teacher {

    /** What is sent for a prompt: the same prompt gives the same body. */
    JsonNode request(List<Message> prompt);

    /**
     * What is sent for one of several answers to a prompt.
     *
     * @param draw which one, from 0, where it is the same as without; a teacher that takes no seed is sent the same for all
     */
    default JsonNode request(List<Message> prompt, int draw) {
        return request(prompt);
    }

    /**
     * Names the request across runs and machines: equal where the same model is asked the same with the same settings, as in {@link
     * org.dasllm.harvest.journal.RequestKey}. A teacher that there was not in version 1 may have one name only.
     */
    default String key(JsonNode request) {
        return hash(request);
    }

    /** As journals of version 1 named the request. */
    String hash(JsonNode request);

    /** Gets ready what the first request needs, on another thread and without sending anything. */
    default void prepare() {}

    /** Sends a request once and waits. Whatever goes wrong on the way is a {@link ChatReply.Failed}. */
    ChatReply ask(JsonNode request) throws InterruptedException;

    /**
     * Sends a request once, and waits for nothing. Cancelling breaks off. A teacher that can only be waited for is given a thread for
     * each request; others take none.
     */
    default CompletableFuture<ChatExchange> askAsync(JsonNode request) {
        return WaitingAsk.begin(this, request);
    }

    /**
     * Reads a response that was received before; a failure with a teacher that tells no bodies.
     *
     * @param status of HTTP
     */
    default ChatReply read(int status, String body) {
        return new ChatReply.Failed(
                ChatReply.Remedy.NONE, status, "this teacher tells no bodies", Optional.empty(), null);
    }
}
