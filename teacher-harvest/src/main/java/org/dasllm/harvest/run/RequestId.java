package org.dasllm.harvest.run;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** By what name a vendor knows a request, for its support. */
final class RequestId {
    private static final int MOST_CHARACTERS = 200;

    /** OpenAI and most others; Anthropic; Azure; Amazon. */
    private static final List<String> NAMES =
            List.of("x-request-id", "request-id", "apim-request-id", "x-amzn-requestid");

    private RequestId() {}

    static Optional<String> of(HttpHeaders headers) {
        return NAMES.stream()
                .flatMap(name -> headers.firstValue(name).stream())
                .filter(value -> !value.isBlank())
                .map(value -> value.substring(0, Math.min(value.length(), MOST_CHARACTERS)))
                .findFirst();
    }
}
