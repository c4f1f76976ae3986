package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What logs and metrics say of requests, and how requests end that do not end by themselves. */
final class OperationsTest {
    private static final String GREEDY = ", \"temperature\": 0";
    private static final String SHORT = GREEDY + ", \"max_tokens\": 2";
    private static final String LONG = GREEDY + ", \"max_tokens\": 4000";

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
    void anAnswerIsInTheLogAndTheMetricsWithoutItsContent() throws Exception {
        served.device().allow(10);
        HttpResponse<String> answer = served.client()
                .send(served.chat("shop-key", SHORT)
                        .header("X-Request-Id", "trace-7")
                        .build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-request-id")).hasValue("trace-7");
        assertThat(answer.headers().firstValue("x-ratelimit-limit-requests")).hasValue("3");
        assertThat(answer.headers().firstValue("x-ratelimit-remaining-requests"))
                .hasValue("2");
        int prompt = Client.json(answer).at("/usage/prompt_tokens").asInt();

        JsonNode line = served.lines(1).get(0);
        assertThat(line.path("request_id").asText()).isEqualTo("trace-7");
        assertThat(line.path("key").asText()).isEqualTo("shop");
        assertThat(line.path("model").asText()).isEqualTo("tiny");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("prompt_tokens").asInt()).isEqualTo(prompt);
        assertThat(line.path("completion_tokens").asInt()).isEqualTo(2);
        assertThat(line.path("finish_reason").asText()).isEqualTo("length");
        assertThat(line.path("cancelled").asBoolean()).isFalse();
        assertThat(line.path("queue_seconds").asDouble())
                .isLessThanOrEqualTo(line.path("first_token_seconds").asDouble());
        assertThat(line.path("first_token_seconds").asDouble())
                .isLessThanOrEqualTo(line.path("seconds").asDouble());
        assertThat(Files.readString(served.log()))
                .doesNotContain("private", "shop-key", OperatedServer.digest("shop-key"));

        assertThat(served.metric("dasllm_prompt_tokens_total")).isEqualTo(prompt);
        assertThat(served.metric("dasllm_generation_tokens_total")).isEqualTo(2);
        assertThat(served.metric("dasllm_request_success_total{finished_reason=\"length\"}"))
                .isEqualTo(1);
        assertThat(served.metric("dasllm_time_to_first_token_seconds_count")).isEqualTo(1);
        assertThat(served.metric("dasllm_request_time_per_output_token_seconds_count"))
                .isEqualTo(1);
        assertThat(served.metric("dasllm_prefix_cache_queries_total")).isEqualTo(prompt);
        assertThat(served.metric("dasllm_prefix_cache_hits_total")).isZero();
        assertThat(served.metrics()).doesNotContain("private", "shop-key");

        served.device().allow(10);
        served.ask("shop-key", SHORT);
        assertThat(served.lines(2).get(1).path("cached_tokens").asInt()).isEqualTo(prompt - 1);
        assertThat(served.metric("dasllm_prefix_cache_hits_total")).isEqualTo(prompt - 1);
    }

    @Test
    void aRequestEndsAtItsDeadline() throws Exception {
        HttpResponse<String> whole = served.client()
                .send(served.chat("shop-key", LONG)
                        .header("X-Server-Timeout", "0.3")
                        .build());
        assertThat(whole.statusCode()).isEqualTo(504);
        assertThat(Client.json(whole).at("/error/code").asText()).isEqualTo("deadline_exceeded");
        served.device().allow(1); // the step that was under way
        Client.await("the slot is free", () -> served.client().health("active") == 0);
        HttpResponse<String> stream = served.client()
                .send(served.chat("shop-key", LONG + ", \"stream\": true")
                        .header("X-Server-Timeout", "0.3")
                        .build());
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.body()).contains("deadline_exceeded").doesNotContain("[DONE]");
        served.device().allow(1);
        Client.await("the slot is free", () -> served.client().health("active") == 0);
        assertThat(served.lines(2)).allSatisfy(line -> {
            assertThat(line.path("refusal").asText()).isEqualTo("deadline_exceeded");
            assertThat(line.path("cancelled").asBoolean()).isFalse();
        });
    }

    @Test
    void anEmbeddingEndsAtItsDeadlineToo() {
        HttpResponse<String> late = served.client()
                .send(served.post("/v1/embeddings", "shop-key", "{'model': 'tiny', 'input': 'ab'}")
                        .header("X-Server-Timeout", "0.3")
                        .build());
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(Client.json(late).at("/error/code").asText()).isEqualTo("deadline_exceeded");
        served.device().allow(1000);
        assertThat(served.ask("shop-key", SHORT).statusCode()).isEqualTo(200);
        assertThat(served.metric("dasllm_requests_refused_total{reason=\"deadline_exceeded\"}"))
                .isEqualTo(1);
    }

    @Test
    void aClientThatLeavesFreesItsSlotWithTheStepUnderWay() throws Exception {
        try (Socket socket = served.open("watch-key", LONG + ", \"stream\": true")) {
            Client.await("the slot is taken", () -> served.client().health("active") == 1);
            served.device().allow(3);
            Client.await(
                    "three tokens",
                    () -> served.metric("dasllm_generation_tokens_total") == 3
                            && served.device().idle());
            assertThat(socket.isConnected()).isTrue();
        }
        JsonNode line = served.lines(1).get(0);
        assertThat(line.path("cancelled").asBoolean()).isTrue();
        assertThat(line.path("completion_tokens").asInt()).isEqualTo(3);
        assertThat(served.client().health("active"))
                .as("the step under way has not ended")
                .isEqualTo(1);
        served.device().allow(1);
        Client.await("the slot is free", () -> served.client().health("active") == 0);
        assertThat(served.metric("dasllm_requests_cancelled_total")).isEqualTo(1);
        assertThat(served.metric("dasllm_generation_tokens_total")).isLessThanOrEqualTo(4);
    }

    @Test
    void aFullQueueSaysWhenToComeAgain() throws Exception {
        CompletableFuture<HttpResponse<String>> first = later();
        CompletableFuture<HttpResponse<String>> second = later();
        Client.await(
                "both slots are taken",
                () -> served.client().health("active") + served.client().health("queued") == 2);
        HttpResponse<String> third = served.ask("watch-key", SHORT);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
        served.device().allow(10);
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
    }

    @Test
    void thePageIsWholeAndLocked() throws Exception {
        HttpResponse<String> page = served.client().get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .startsWith("<!doctype html>")
                .doesNotContain("http://", "https://", "@import", "url(", "innerHTML", "eval(", "localStorage");
    }

    private CompletableFuture<HttpResponse<String>> later() {
        return CompletableFuture.supplyAsync(() -> served.ask("watch-key", SHORT));
    }
}
