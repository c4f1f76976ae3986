package org.dasllm.wire.chat;

/**
 * A protocol as a server speaks it, for one exchange: the request is read first, and what answers it may repeat parts of it. For one
 * thread at a time.
 */
public interface ServerCodec extends RefusalCodec {

    /**
     * Reads the body of the request. Parameters that are not known are passed over; known ones must be valid, and those that this server
     * cannot keep are refused by name.
     *
     * @throws RequestRefused saying what is wrong with it
     */
    ChatRequest request(byte[] body);

    /** What the protocol calls the parts of the request. */
    ParameterNames names();

    /** A name for an answer that no other answer has. */
    String newResponseId();

    /**
     * The first token of an answer that is sent whole has just come. For protocols that say how long the prompt took; a stream's writer
     * sees it for itself.
     */
    default void answering() {}

    WireResponse response(ChatResponse response);

    /** The content type of an answer that is sent piece by piece. */
    String streamContentType();

    /** Begins an answer that is sent piece by piece. */
    StreamWriter stream(ChatRequest request);
}
