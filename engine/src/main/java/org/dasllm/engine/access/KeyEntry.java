package org.dasllm.engine.access;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * What one key allows.
 *
 * @param name what logs and metrics call it; letters, digits and {@code . _ -}, at most 64
 * @param sha256 the SHA-256 of the key's bytes in hexadecimal
 * @param requestsPerMinute the most requests a minute; as many at once after a minute of rest
 * @param tokensPerMinute the most tokens a minute, of prompts and answers together; a request is taken while some are left, and what it
 *     then uses counts against the requests after it
 * @param concurrentRequests the most requests that are answered at the same time
 * @param models the models it is for, by the names that clients use; all where the list is empty
 * @param metrics whether it may read {@code /metrics}, which tells of all keys
 */
public record KeyEntry(
        String name,
        String sha256,
        Optional<Integer> requestsPerMinute,
        Optional<Integer> tokensPerMinute,
        Optional<Integer> concurrentRequests,
        @Default("[]") List<String> models,
        @Default("false") boolean metrics) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public KeyEntry {
        sha256 = sha256.toLowerCase(Locale.ROOT);
        models = List.copyOf(models);
        // What stands there may be a key by mistake, so that it is not repeated.
        new Faults()
                .unless(
                        NAME.matcher(name).matches(),
                        "name",
                        "is up to 64 letters, digits, dots, underscores and hyphens, so that logs can have it")
                .unless(
                        DIGEST.matcher(sha256).matches(),
                        "sha256",
                        "is the key's SHA-256 in 64 hexadecimal digits, and never the key itself")
                .unless(positive(requestsPerMinute), "requests_per_minute", "is at least 1")
                .unless(positive(tokensPerMinute), "tokens_per_minute", "is at least 1")
                .unless(positive(concurrentRequests), "concurrent_requests", "is at least 1")
                .refuse();
    }

    private static boolean positive(Optional<Integer> limit) {
        return limit.orElse(1) >= 1;
    }

    /** A key for everything, without limits. */
    static KeyEntry unlimited(String name, String sha256) {
        return new KeyEntry(name, sha256, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), true);
    }
}
