package org.dasllm.wire.http;

/**
 * Takes a reply as it comes: a head, then pieces of the body as they are asked for, then the end; or a failure at any time, after which
 * nothing comes. Called on a thread that serves other connections too, and must not be kept waiting.
 */
public interface ReplyReader {

    /**
     * The first that comes.
     *
     * @param more asks for one more piece of the body, or its end; may be called by any thread
     */
    void head(ReplyHead head, Runnable more);

    /** A piece of the body. */
    void bytes(byte[] bytes);

    /** The reply is whole. */
    void end();

    /** There is no reply, or not all of it. */
    void failed(CallFailure failure);
}
