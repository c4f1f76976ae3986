package org.dasllm.wire.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A protocol as a client speaks it. Safe for use by several threads. */
public interface ClientCodec {

    /** Where requests are posted, below the address of the API, such as {@code /chat/completions}. */
    String path();

    /**
     * The headers of a request by their names, beside those of HTTP itself.
     *
     * @param key the secret that the server asks for
     */
    Map<String, String> headers(Optional<String> key);

    /** The settings of a request for which the protocol has no words, so that they are known before anything is sent. */
    List<UnsupportedSetting> unsupported(ChatRequest request);

    /**
     * The body of a request: the same request gives the same body, byte for byte, in every version, since requests are known
     * by their bodies.
     *
     * @throws org.dasllm.format.error.DasllmException where the protocol has no words for what is asked: about the first of the
     *     {@link #unsupported} settings, or about a message
     */
    default JsonNode request(ChatRequest request) {
        UnsupportedSetting.refuse(unsupported(request));
        return body(request);
    }

    /** The body of a request whose settings the protocol has words for. */
    JsonNode body(ChatRequest request);

    /** Reads a response to a request for a whole answer, be it an answer or a refusal. */
    ChatReply response(ReceivedText received);

    /** Begins to read an answer that comes piece by piece. */
    StreamReader stream();
}
