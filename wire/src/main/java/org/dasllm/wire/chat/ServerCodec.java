package org.dasllm.wire.chat;

/** A protocol as a server speaks it. Safe for use by several threads. */
public interface ServerCodec {

    /** The path that requests are sent to, such as {@code /v1/chat/completions}. */
    String path();

    /**
     * Reads the body of a request. Parameters that are not known are passed over; known ones must be valid.
     *
     * @throws RequestRefused saying what is wrong with it
     */
    ChatRequest request(byte[] body);

    /** What the protocol calls the parts of a request. */
    ParameterNames names();

    /** A name for an answer that no other answer has. */
    String newResponseId();

    WireResponse response(ChatResponse response);

    WireResponse refusal(RequestRefusal refusal);

    /** The content type of an answer that is sent piece by piece. */
    String streamContentType();

    /** Begins an answer that is sent piece by piece. */
    StreamWriter stream(ChatRequest request);
}
