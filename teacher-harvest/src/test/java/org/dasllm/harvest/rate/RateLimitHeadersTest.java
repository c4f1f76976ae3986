package org.dasllm.harvest.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.harvest.rate.ToldLimit.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateLimitHeadersTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    /** @param headers {@code name: value} */
    private static List<ToldLimit> read(String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            all.put(parts[0], List.of(parts[1]));
        }
        return RateLimitHeaders.read(HttpHeaders.of(all, (name, value) -> true), NOW);
    }

    @Test
    void openAi() {
        assertThat(read(
                        "x-ratelimit-limit-requests: 5000",
                        "x-ratelimit-limit-tokens: 160000",
                        "x-ratelimit-remaining-requests: 4999",
                        "x-ratelimit-remaining-tokens: 159976",
                        "x-ratelimit-reset-requests: 12ms",
                        "x-ratelimit-reset-tokens: 9ms"))
                .containsExactly(
                        new ToldLimit(Kind.REQUESTS, 5000, 4999, Optional.of(Duration.ofMillis(12))),
                        new ToldLimit(Kind.TOKENS, 160000, 159976, Optional.of(Duration.ofMillis(9))));
    }

    @Test
    void anthropicByTheServersClock() {
        assertThat(read(
                        "date: Sun, 29 Nov 2026 11:00:00 GMT",
                        "anthropic-ratelimit-requests-limit: 50",
                        "anthropic-ratelimit-requests-remaining: 49",
                        "anthropic-ratelimit-requests-reset: 2026-11-29T11:00:02Z",
                        "anthropic-ratelimit-input-tokens-limit: 40000",
                        "anthropic-ratelimit-input-tokens-remaining: 30000",
                        "anthropic-ratelimit-input-tokens-reset: 2026-11-29T11:00:15Z",
                        "anthropic-ratelimit-output-tokens-limit: 8000",
                        "anthropic-ratelimit-output-tokens-remaining: 8000",
                        "anthropic-ratelimit-output-tokens-reset: 2026-11-29T10:59:59Z"))
                .containsExactly(
                        new ToldLimit(Kind.REQUESTS, 50, 49, Optional.of(Duration.ofSeconds(2))),
                        new ToldLimit(Kind.INPUT_TOKENS, 40000, 30000, Optional.of(Duration.ofSeconds(15))),
                        new ToldLimit(Kind.OUTPUT_TOKENS, 8000, 8000, Optional.of(Duration.ZERO)));
    }

    @Test
    void azureWhereItDoesNotKnow() {
        assertThat(read(
                        "x-ratelimit-limit-tokens: -1",
                        "x-ratelimit-remaining-tokens: -1",
                        "x-ratelimit-reset-tokens: 0",
                        "x-ratelimit-remaining-requests: 9"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "6m0s, 360",
        "1m26.4s, 86.4",
        "1h0m1s, 3601",
        "60, 60",
        "0, 0",
        "7.66s, 7.66",
        "1795953610, 10",
        "1795953610000, 10",
        "2026-11-29T13:00:05+01:00, 5",
    })
    void timesOfAllKinds(String reset, double seconds) {
        assertThat(read(
                        "x-ratelimit-limit-requests: 10",
                        "x-ratelimit-remaining-requests: 1",
                        "x-ratelimit-reset-requests: " + reset))
                .singleElement()
                .extracting(ToldLimit::reset)
                .isEqualTo(Optional.of(Duration.ofMillis(Math.round(seconds * 1000))));
    }

    @ParameterizedTest
    @CsvSource({"soon", "-5", "1e9", "12 ms", "''"})
    void whatIsNoTimeIsNone(String reset) {
        assertThat(read(
                        "x-ratelimit-limit-requests: 10",
                        "x-ratelimit-remaining-requests: 1",
                        "x-ratelimit-reset-requests: " + reset))
                .singleElement()
                .extracting(ToldLimit::reset)
                .isEqualTo(Optional.empty());
    }
}
