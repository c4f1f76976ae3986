package org.dasllm.engine.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.engine.wire.ApiError;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/** The key that clients must send, where there is one. */
final class ApiKey {
    private static final String SCHEME = "Bearer ";

    private final byte @Nullable [] key;

    private ApiKey(byte @Nullable [] key) {
        this.key = key;
    }

    /**
     * Reads the key.
     *
     * @param variable the environment variable that holds it; empty for no key
     * @throws DasllmException if the variable is not set, so that a server meant to be locked is never open
     */
    static ApiKey of(Optional<String> variable, Map<String, String> environment) {
        if (variable.isEmpty()) {
            return new ApiKey(null);
        }
        String value = environment.getOrDefault(variable.get(), "").strip();
        if (value.isEmpty()) {
            throw DasllmException.usage(
                    "The environment variable " + variable.get() + " is to hold the server's API key, and is not set",
                    "Set it, or remove apiKeyVariable from the configuration");
        }
        return new ApiKey(value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Lets a request pass or not. The time it takes does not tell how much of a wrong key is right.
     *
     * @param authorization the request's headers of that name
     */
    void require(@Nullable List<String> authorization) {
        if (key == null) {
            return;
        }
        String header = authorization == null || authorization.isEmpty() ? "" : authorization.get(0);
        boolean given = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        byte[] sent = given ? header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8) : new byte[0];
        if (!MessageDigest.isEqual(key, sent)) {
            throw ApiError.unauthorized(given);
        }
    }
}
