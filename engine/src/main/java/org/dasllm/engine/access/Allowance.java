package org.dasllm.engine.access;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a key may still use.
 *
 * @param requests of its requests a minute; empty where they have no limit
 * @param tokens of its tokens a minute
 */
public record Allowance(Optional<Left> requests, Optional<Left> tokens) {

    /**
     * What is left of one limit.
     *
     * @param full how long until nothing of it is used any more
     */
    public record Left(int limit, long remaining, Duration full) {}

    /** As OpenAI's clients read it: {@code x-ratelimit-remaining-tokens}, and {@code x-ratelimit-reset-tokens: 1m6.2s}. */
    public Map<String, String> openAi() {
        Map<String, String> headers = new LinkedHashMap<>();
        requests.ifPresent(left -> openAi(headers, "requests", left));
        tokens.ifPresent(left -> openAi(headers, "tokens", left));
        return headers;
    }

    private static void openAi(Map<String, String> headers, String what, Left left) {
        headers.put("x-ratelimit-limit-" + what, String.valueOf(left.limit()));
        headers.put("x-ratelimit-remaining-" + what, String.valueOf(left.remaining()));
        headers.put("x-ratelimit-reset-" + what, spelled(left.full()));
    }

    /** As Anthropic's clients read it: {@code anthropic-ratelimit-tokens-remaining}, and the reset as a time. */
    public Map<String, String> anthropic() {
        Map<String, String> headers = new LinkedHashMap<>();
        requests.ifPresent(left -> anthropic(headers, "requests", left));
        tokens.ifPresent(left -> anthropic(headers, "tokens", left));
        return headers;
    }

    private static void anthropic(Map<String, String> headers, String what, Left left) {
        String name = "anthropic-ratelimit-" + what;
        Instant reset = Instant.now().plus(left.full()).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
        headers.put(name + "-limit", String.valueOf(left.limit()));
        headers.put(name + "-remaining", String.valueOf(left.remaining()));
        headers.put(name + "-reset", reset.toString());
    }

    /** Such as {@code 12ms}, {@code 6.3s} and {@code 1m0s}. */
    static String spelled(Duration time) {
        long milliseconds = (time.toNanos() + 999_999) / 1_000_000;
        if (milliseconds < 1000) {
            return milliseconds + "ms";
        }
        String seconds = String.valueOf(milliseconds % 60_000 / 1000);
        long rest = milliseconds % 1000;
        String fraction =
                rest == 0 ? "" : "." + String.format(Locale.ROOT, "%03d", rest).replaceAll("0+$", "");
        return (milliseconds >= 60_000 ? milliseconds / 60_000 + "m" : "") + seconds + fraction + "s";
    }
}
