package org.dasllm.wire.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static Optional<Duration> read(String body, String... headers) {
        Map<String, List<String>> map = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], List.of(headers[i + 1]));
        }
        return RetryAfter.of(HttpHeaders.of(map, (name, value) -> true), body, NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after|3|PT3S",
                "Retry-After|0.25|PT0.25S",
                "Retry-After|0|PT0S",
                "retry-after|-7|PT0S",
                "retry-after|120|PT2M",
                "retry-after|99999999999999999999|PT277777H46M40S",
                "retry-after|Mon, 23 Nov 2026 12:00:10 GMT|PT10S",
                "retry-after|Mon, 23 Nov 2026 11:00:00 GMT|PT0S",
                "retry-after|6m0s|PT6M",
                "retry-after-ms|1500|PT1.5S",
                "Retry-After-Ms|-1|PT0S",
            })
    void aHeaderIsRead(String name, String value, Duration wait) {
        assertThat(read("", name, value)).contains(wait);
    }

    @Test
    void millisecondsGoBeforeSecondsIfTheyCanBeRead() {
        assertThat(read("", "retry-after", "2", "retry-after-ms", "1500")).contains(Duration.ofMillis(1500));
        assertThat(read("", "retry-after", "2", "retry-after-ms", "NaN")).contains(Duration.ofSeconds(2));
    }

    @Test
    void aDateCountsFromTheServersOwnClock() {
        String ourPast = "Mon, 23 Nov 2026 09:00:30 GMT";
        assertThat(read("", "retry-after", ourPast, "date", "Mon, 23 Nov 2026 09:00:00 GMT"))
                .contains(Duration.ofSeconds(30));
        assertThat(read("", "retry-after", ourPast, "date", "no date")).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "Rate limit reached. Please try again in 6.2s. Visit x|PT6.2S",
                "Please try again in 20ms.|PT0.02S",
                "Please try again in 1h2m3.5s.|PT1H2M3.5S",
                "Please retry after 26 seconds.|PT26S",
                "Try again in 2 minutes|PT2M",
                "Please wait for 30 sec before|PT30S",
                "{\"error\":{\"details\":[{\"retryDelay\": \"34s\"}]}}|PT34S",
                "Please retry in 12.5s|PT12.5S",
            })
    void elseTheBodysWordsAre(String body, Duration wait) {
        assertThat(read(body)).contains(wait);
        assertThat(read(body, "retry-after", "1")).contains(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Too many requests",
                "try again in a while",
                "retry 3 times",
                "Limit 200000 tokens, used 190000, requested 12000",
                "you may retry after that"
            })
    void whatSaysNothingIsNothing(String body) {
        assertThat(read(body)).isEmpty();
        assertThat(read(body, "retry-after", "soon")).isEmpty();
        assertThat(read(body, "x-ratelimit-reset-requests", "6m0s")).isEmpty();
    }
}
