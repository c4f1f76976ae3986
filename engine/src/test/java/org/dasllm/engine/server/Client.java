package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dasllm.format.io.Json;

/** What a client of the server does, for tests. */
final class Client {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI uri;

    Client(URI uri) {
        this.uri = uri;
    }

    static String chat(String content, String more) {
        return "{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": " + Json.line(content) + "}]"
                + more + "}";
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri.resolve(path)).timeout(PATIENCE);
    }

    HttpRequest post(String body) {
        return request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> bytes(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<String> ask(String content, String more) {
        return send(post(chat(content, more)));
    }

    CompletableFuture<HttpResponse<String>> askLater(String content, String more) {
        return http.sendAsync(post(chat(content, more)), HttpResponse.BodyHandlers.ofString());
    }

    /** The answer's text, which must have come. */
    String text(String content, String more) {
        HttpResponse<String> response = ask(content, more);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.body());
        }
        return json(response).at("/choices/0/message/content").asText();
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.parse(response.body(), JsonNode.class, "the response");
    }

    /** The chunks of a stream, which must end with [DONE]; comments are left out. */
    static List<JsonNode> chunks(String body) {
        List<JsonNode> chunks = new ArrayList<>();
        String[] events = body.strip().split("\n\n", -1);
        for (int i = 0; i < events.length - 1; i++) {
            if (!events[i].startsWith(":")) {
                chunks.add(Json.parse(events[i].substring("data: ".length()), JsonNode.class, "chunk " + i));
            }
        }
        if (!events[events.length - 1].equals("data: [DONE]")) {
            throw new IllegalStateException("no [DONE] at the end of " + body);
        }
        return chunks;
    }

    static String streamed(List<JsonNode> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
        return text.toString();
    }

    int health(String name) {
        return json(get("/health")).path(name).asInt(-1);
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came true: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
