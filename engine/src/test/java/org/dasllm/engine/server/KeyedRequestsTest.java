package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key opens, and for how long. */
final class KeyedRequestsTest {
    private static final String SHORT = ", \"temperature\": 0, \"max_tokens\": 2";

    @TempDir
    Path dir;

    private OperatedServer served;

    @BeforeEach
    void start() throws IOException {
        served = new OperatedServer(dir);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    @Test
    void keysAreAskedForAndKeptToTheirLimits() throws Exception {
        HttpResponse<String> none = served.client().ask("x", SHORT);
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        HttpResponse<String> forbidden = served.ask("other-key", SHORT);
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(Client.json(forbidden).at("/error/code").asText()).isEqualTo("model_not_found");
        served.device().allow(100);
        for (int i = 0; i < 3; i++) {
            assertThat(served.ask("shop-key", SHORT).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> fourth = served.ask("shop-key", SHORT);
        assertThat(fourth.statusCode()).isEqualTo(429);
        assertThat(fourth.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 20L);
        assertThat(fourth.headers().firstValueAsLong("retry-after-ms").orElse(0))
                .isBetween(1L, 20_000L);
        assertThat(fourth.headers().firstValue("x-ratelimit-remaining-requests"))
                .hasValue("0");
        assertThat(fourth.headers().firstValue("x-ratelimit-reset-requests")).isPresent();
        assertThat(Client.json(fourth).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");

        assertThat(served.ask("few-key", SHORT).statusCode()).isEqualTo(200);
        HttpResponse<String> tokens = served.ask("few-key", SHORT);
        assertThat(tokens.statusCode()).isEqualTo(429);
        assertThat(Client.json(tokens).at("/error/message").asText()).contains("5 tokens per minute");
        assertThat(served.metrics())
                .contains("dasllm_requests_refused_total{reason=\"unauthenticated\"} 1")
                .contains("dasllm_requests_refused_total{reason=\"forbidden\"} 1")
                .contains("dasllm_requests_refused_total{reason=\"rate_limit_exceeded\"} 2");
    }

    @Test
    void aModelsListHasWhatTheKeyIsFor() {
        HttpResponse<String> own = served.get("/v1/models", "shop-key");
        HttpResponse<String> others = served.get("/v1/models", "other-key");
        assertThat(Client.json(own).path("data")).hasSize(1);
        assertThat(Client.json(others).path("data")).isEmpty();
    }

    @Test
    void metricsNeedAKeyThatMayReadThemAndHealthNone() {
        assertThat(served.client().get("/metrics").statusCode()).isEqualTo(401);
        HttpResponse<String> other = served.get("/metrics", "shop-key");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(served.client().get("/health").statusCode()).isEqualTo(200);
        assertThat(served.client().get("/ready").statusCode()).isEqualTo(200);
        assertThat(served.metrics()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.replaceAll("[{ ].*", "")))
                .contains(
                        "dasllm_num_requests_running",
                        "dasllm_num_requests_waiting",
                        "dasllm_requests_total",
                        "jvm_memory_used_bytes");
        served.get("/v1/some/../secret", "shop-key");
        assertThat(served.metrics()).contains("path=\"other\"").doesNotContain("secret");
    }
}
