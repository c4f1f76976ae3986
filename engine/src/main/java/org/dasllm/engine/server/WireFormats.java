package org.dasllm.engine.server;

import java.util.List;
import java.util.Optional;
import org.dasllm.wire.http.ServerRequest;

/** All wire formats that are served. */
final class WireFormats {
    /** They are asked in this order; OpenAI's takes whatever is nobody else's. */
    private static final List<WireFormat> ALL =
            List.of(new BedrockFormat(), new OllamaFormat(), new AnthropicFormat(), new OpenAiFormat());

    private WireFormats() {}

    /** Whose client asks. */
    static WireFormat of(ServerRequest request) {
        return ALL.stream().filter(format -> format.takes(request)).findFirst().orElseThrow();
    }

    /** How an address is named in metrics; empty where it is none of any format. */
    static Optional<String> label(String path) {
        return ALL.stream()
                .map(format -> format.label(path))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What answers a request with a body, whoever's client sends it; empty where there is no such address. */
    static Optional<Endpoints.Endpoint> endpoint(ServerRequest request, Endpoints endpoints) {
        return ALL.stream()
                .map(format -> format.endpoint(request, endpoints))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
