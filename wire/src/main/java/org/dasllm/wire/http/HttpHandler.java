package org.dasllm.wire.http;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Called when a request's head is there, on the thread of its connection, which others share: it must not block. The reply
     * may be given later. What it throws becomes status 500, or breaks a reply off that has begun.
     */
    void handle(ServerRequest request, ServerReply reply);
}
