package org.dasllm.engine.observe;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a request is called in the header {@code x-request-id}, in logs, and by who asks what became of it. */
public final class RequestId {
    /** The header, in requests and replies. */
    public static final String HEADER = "x-request-id";

    /** What may stand in a log as it is. */
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private RequestId() {}

    /** The one that the client, or a proxy before it, has given, if logs can have it; otherwise a new one. */
    public static String of(Optional<String> sent) {
        return sent.filter(id -> USABLE.matcher(id).matches())
                .orElseGet(() -> "req_" + UUID.randomUUID().toString().replace("-", ""));
    }
}
