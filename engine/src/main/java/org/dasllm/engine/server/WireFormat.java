package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.dasllm.engine.access.Allowance;
import org.dasllm.engine.access.Caller;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.http.ServerRequest;

/**
 * A vendor's interface as it is served: whose requests are its own, what answers them, and what holds for all of them. What is not said is
 * as OpenAI's clients have it.
 */
interface WireFormat {
    String AUTHORIZATION = "Authorization";
    String BEARER = "Bearer ";

    /** Whether a request is of this vendor's clients: by its address, or by a header where vendors share an address. */
    boolean takes(ServerRequest request);

    /** The form of errors. */
    RefusalCodec refusals();

    /** The header in which clients look for the name of an exchange. */
    default String requestIdHeader() {
        return "x-request-id";
    }

    /** The key that a request brings, as {@code Bearer} and the key, wherever the vendor's clients put it. */
    default Optional<String> authorization(ServerRequest request) {
        return request.header(AUTHORIZATION);
    }

    /** What is left of a key's limits, in the headers that the vendor's clients read. */
    default Map<String, String> left(Allowance allowance) {
        return allowance.openAi();
    }

    /** How an address is named in metrics; empty where it is none of this format. */
    Optional<String> label(String path);

    /** What answers a request with a body; empty where its address is none of this format. */
    Optional<Endpoints.Endpoint> endpoint(ServerRequest request, Endpoints endpoints);

    /**
     * What is there to be read at an address, such as the list of models; empty where there is nothing.
     *
     * @throws org.dasllm.wire.chat.RequestRefused for a model that there is not, or not for this caller
     */
    Optional<JsonNode> shown(String path, ModelList models, Caller caller);
}
