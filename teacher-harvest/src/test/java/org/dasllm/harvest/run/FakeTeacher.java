package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.AnswerToken;
import org.jspecify.annotations.Nullable;

/** A real HTTP server on this machine that answers as it is told, and counts. */
final class FakeTeacher implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile JsonNode lastRequest = MissingNode.getInstance();
    private final List<Long> arrivals = new CopyOnWriteArrayList<>();

    /** Decides on a response. */
    interface Script {
        /**
         * @param text the user's message
         * @param time how often it was asked, from 1
         */
        Response respond(String text, int time) throws InterruptedException;
    }

    record Response(int status, Map<String, String> headers, String body, long bodyDelayMillis) {
        Response(int status, String body) {
            this(status, Map.of(), body, 0);
        }
    }

    FakeTeacher(Script script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", exchange -> handle(exchange, script));
        server.start();
    }

    static Response answer(String content) {
        return answer(content, "stop");
    }

    static Response answer(String content, String finishReason) {
        return answer(Map.of(
                "index", 0, "message", Map.of("role", "assistant", "content", content), "finish_reason", finishReason));
    }

    /** With the log-probabilities of its tokens, as OpenAI's wire format has them. */
    static Response answer(String content, List<AnswerToken> tokens) {
        List<Object> told = new ArrayList<>();
        for (AnswerToken token : tokens) {
            Map<String, Object> entry = spelled(token.text(), token.bytes(), -0.5);
            entry.put(
                    "top_logprobs",
                    token.top().stream()
                            .map(each -> spelled(each.text(), each.bytes(), each.logProbability()))
                            .toList());
            told.add(entry);
        }
        return answer(Map.of(
                "index",
                0,
                "message",
                Map.of("role", "assistant", "content", content),
                "finish_reason",
                "stop",
                "logprobs",
                Map.of("content", told)));
    }

    private static Map<String, Object> spelled(String text, @Nullable List<Integer> bytes, double logprob) {
        Map<String, Object> entry = new HashMap<>(Map.of("token", text, "logprob", logprob));
        if (bytes != null) {
            entry.put("bytes", bytes);
        }
        return entry;
    }

    private static Response answer(Map<String, Object> choice) {
        return new Response(
                200,
                Json.line(Map.of(
                        "object",
                        "chat.completion",
                        "model",
                        "fake-2026",
                        "choices",
                        List.of(choice),
                        "usage",
                        Map.of("prompt_tokens", 10, "completion_tokens", 3, "total_tokens", 13))));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** How often each message was asked. */
    Map<String, Integer> asked() {
        return Map.copyOf(asked);
    }

    int total() {
        return asked.values().stream().mapToInt(Integer::intValue).sum();
    }

    int mostInFlight() {
        return mostInFlight.get();
    }

    List<String> authorizations() {
        return authorizations;
    }

    /** The body of the last request to arrive. */
    JsonNode lastRequest() {
        return lastRequest;
    }

    /** When requests came, in {@link System#nanoTime()}. */
    List<Long> arrivals() {
        return arrivals;
    }

    private void handle(HttpExchange exchange, Script script) {
        try (exchange) {
            arrivals.add(System.nanoTime());
            mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(authorization == null ? "" : authorization);
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            lastRequest = request;
            JsonNode messages = request.path("messages");
            String text = messages.path(messages.size() - 1).path("content").asText();
            Response response = script.respond(text, asked.merge(text, 1, Integer::sum));
            byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
            response.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            exchange.sendResponseHeaders(response.status(), body.length);
            if (response.bodyDelayMillis() > 0) {
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
                Thread.sleep(response.bodyDelayMillis());
                exchange.getResponseBody().write(body, body.length / 2, body.length - body.length / 2);
            } else {
                exchange.getResponseBody().write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The client went away; a killed one does.
            if (e.getMessage() == null) {
                throw new UncheckedIOException(e);
            }
        } finally {
            inFlight.decrementAndGet();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
