package org.dasllm.wire.http;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Sees what a relayed exchange consists of, and changes nothing of it. Called on the connection's thread, which others share: it must not
 * block. After {@link #ended} nothing is called.
 */
public interface RelayListener {

    /** How a relayed exchange ended. */
    enum Ending {
        /** The reply came whole from the server, and all of it was handed to the client's connection. */
        WHOLE,
        /** The client left before it had all. */
        CLIENT_GONE,
        /** The server was not reached, or gave no head of a reply in time. The reply is {@link #unreached}'s. */
        UNREACHED,
        /** The server broke off within its reply, and so the client's was. */
        BROKEN_OFF
    }

    /** Whether pieces of bodies are wanted, asked before each of them: what is not wanted is not copied. */
    boolean wantsBytes();

    /** A piece of the request's body. */
    void asked(byte[] piece);

    /**
     * The reply begins.
     *
     * @return headers that are set beside those of the server
     */
    Map<String, String> head(ReplyHead head);

    /**
     * A piece of the reply's body.
     *
     * @return whether this piece and all that follow are kept back; those kept back before go on with the first that is not
     */
    boolean answered(byte[] piece);

    /**
     * The server has sent all of its reply; called before the client has been sent what is kept back, and the reply's end.
     *
     * @return completed, by any thread, when these may be sent
     */
    CompletionStage<Void> whole();

    /** Replies in the server's stead, which gave no head of a reply. */
    void unreached(CallFailure failure, ServerReply reply);

    /** Nothing more comes. */
    void ended(Ending ending);
}
