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
        HttpResponse<String> alias = served.get("/v1/models", "alias-key");
        assertThat(Client.json(own).path("data")).hasSize(2);
        assertThat(Client.json(alias).at("/data/0/id").asText()).isEqualTo("small");
        assertThat(Client.json(alias).path("data")).hasSize(1);
        assertThat(Client.json(others).path("data")).isEmpty();
    }

    @Test
    void aKeyIsForTheNamesThatClientsUse() {
        served.device().allow(1000);
        String rest = "', 'input': 'ab'}";
        assertThat(served.get("/v1/models/small", "alias-key").statusCode()).isEqualTo(200);
        assertThat(served.get("/v1/models/tiny", "alias-key").statusCode()).isEqualTo(403);
        assertThat(embeddings("alias-key", "{'model': 'small" + rest)).isEqualTo(200);
        assertThat(embeddings("alias-key", "{'model': 'tiny" + rest)).isEqualTo(403);
        String chat = "{'model': 'small', 'max_tokens': 1, 'messages': [{'role': 'user', 'content': 'a'}]}";
        assertThat(status("/v1/chat/completions", "alias-key", chat)).isEqualTo(200);
        assertThat(served.ask("alias-key", SHORT).statusCode()).isEqualTo(403);
    }

    @Test
    void whatIsComputedWithoutAnAnswerCountsToo() {
        served.device().allow(1000);
        assertThat(embeddings("few-key", "{'model': 'tiny', 'input': ['abcdef', 'gh']}"))
                .isEqualTo(200);
        assertThat(served.metric("dasllm_prompt_tokens_total")).isEqualTo(8);
        assertThat(served.metric("dasllm_key_tokens_total{key=\"few\"}")).isEqualTo(8);
        assertThat(embeddings("few-key", "{'model': 'tiny', 'input': 'a'}")).isEqualTo(429);
        String echo =
                "{'model': 'tiny', 'prompt': 'abc', 'echo': true, 'logprobs': 0, 'n': 2, 'temperature': 0, 'max_tokens': ";
        assertThat(status("/v1/completions", "watch-key", echo + "0}")).isEqualTo(200);
        assertThat(served.metric("dasllm_prompt_tokens_total")).isEqualTo(8 + 3);
        assertThat(status("/v1/completions", "watch-key", echo + "1}")).isEqualTo(200);
        assertThat(served.metric("dasllm_prompt_tokens_total"))
                .as("scored and then gone on from")
                .isEqualTo(8 + 3 + 3);
    }

    @Test
    void eachPromptOfAListCountsOnceHoweverOftenItIsGoneOnFrom() {
        served.device().allow(1000);
        String prompt = "{'model': 'tiny', 'temperature': 0, 'max_tokens': 2, 'prompt': ";
        assertThat(status("/v1/completions", "shop-key", prompt + "['abc', 'de']}"))
                .isEqualTo(200);
        assertThat(served.metric("dasllm_prompt_tokens_total")).isEqualTo(5);
        assertThat(status("/v1/completions", "shop-key", prompt + "'abc', 'n': 2}"))
                .isEqualTo(200);
        assertThat(served.metric("dasllm_prompt_tokens_total")).isEqualTo(5 + 3);
        assertThat(served.metric("dasllm_key_tokens_total{key=\"shop\"}")).isEqualTo(5 + 4 + 3 + 4);
        assertThat(served.metric("dasllm_request_success_total{finished_reason=\"length\"}"))
                .isEqualTo(2);
    }

    private int embeddings(String key, String body) {
        return status("/v1/embeddings", key, body);
    }

    private int status(String path, String key, String body) {
        return served.client().send(served.post(path, key, body).build()).statusCode();
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
