package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.jspecify.annotations.Nullable;

/** A server that speaks OpenAI's chat completions, without streaming. */
public final class OpenAiTeacher implements Teacher {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final TeacherConfig config;
    private final URI endpoint;
    private final @Nullable String key;
    private final HttpClient client;
    private final Duration timeout;

    /** Reads the key from the environment, if the configuration names a variable. */
    public OpenAiTeacher(TeacherConfig config) {
        this.config = config;
        this.endpoint = config.endpoint();
        this.key = key(config.apiKeyEnvironmentVariable());
        this.timeout = Duration.ofMillis(Math.max(1, Math.round(config.timeoutSeconds() * 1000)));
        Duration connect = timeout.compareTo(Duration.ofSeconds(20)) < 0 ? timeout : Duration.ofSeconds(20);
        boolean secure = "https".equalsIgnoreCase(endpoint.getScheme());
        this.client = HttpClient.newBuilder()
                .connectTimeout(connect)
                // Over plain HTTP, HTTP/2 would be tried by an upgrade that simple servers stumble over.
                .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public JsonNode request(List<Message> prompt) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", config.model());
        ArrayNode messages = body.putArray("messages");
        prompt.forEach(
                message -> messages.addObject().put("role", message.role()).put("content", message.content()));
        body.put(config.maxTokensField(), config.maxTokens());
        body.put("temperature", config.temperature());
        body.put("stream", false);
        if (config.topLogprobs() > 0) {
            body.put("logprobs", true).put("top_logprobs", config.topLogprobs());
        }
        return body;
    }

    /**
     * Over the server's address and the body. The port of a server on this machine is left out: one that is started anew
     * for each run is on another port each time, and still the same teacher.
     */
    @Override
    public String hash(JsonNode request) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        String address = LOOPBACK.contains(host) ? "loopback" : host + ":" + endpoint.getPort();
        return Sha256.ofString(address + endpoint.getRawPath() + "\n" + Json.line(request));
    }

    @Override
    public Reply ask(JsonNode request) throws InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.line(request)));
        if (key != null) {
            builder.header("Authorization", "Bearer " + key);
        }
        CompletableFuture<HttpResponse<byte[]>> future = client.sendAsync(builder.build(), info -> new BoundedBody());
        try {
            // The request's own timeout ends with the response's headers; this one covers the body too.
            HttpResponse<byte[]> response = future.get(timeout.toMillis() + 100, TimeUnit.MILLISECONDS);
            return complete(
                    ResponseReader.read(response.statusCode(), response.headers(), response.body(), this::withoutKey));
        } catch (TimeoutException e) {
            future.cancel(true);
            return timedOut();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            return failure(e.getCause());
        }
    }

    /** An answer without the log-probabilities that were asked for is none, and no other one will have them. */
    private Reply complete(Reply reply) {
        if (config.topLogprobs() == 0 || !(reply instanceof Reply.Answered answered)) {
            return reply;
        }
        List<AnswerToken> tokens = answered.tokens();
        boolean told = tokens != null
                && (!tokens.isEmpty() || answered.content().isEmpty())
                && tokens.stream().noneMatch(token -> token.top().isEmpty());
        return told
                ? reply
                : new Reply.Failed(
                        Reply.Remedy.STOP,
                        200,
                        "its answer has no log-probabilities, which top_logprobs asks for",
                        Optional.empty(),
                        answered.content());
    }

    private Reply failure(@Nullable Throwable cause) {
        if (cause instanceof HttpConnectTimeoutException) {
            return failed(Reply.Remedy.RECONNECT, "no connection within the time allowed");
        }
        if (cause instanceof HttpTimeoutException) {
            return timedOut();
        }
        if (cause instanceof ConnectException || cause instanceof UnresolvedAddressException) {
            boolean unknown = cause instanceof UnresolvedAddressException
                    || cause.getCause() instanceof UnresolvedAddressException;
            return failed(
                    Reply.Remedy.RECONNECT, unknown ? "the host's name is not known" : "the connection was refused");
        }
        if (cause instanceof IOException e) {
            String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return failed(Reply.Remedy.RETRY, "the connection broke: " + withoutKey(message));
        }
        throw new IllegalStateException("the HTTP client failed", cause);
    }

    private Reply timedOut() {
        return failed(Reply.Remedy.RETRY, "no answer within " + config.timeoutSeconds() + " s");
    }

    private static Reply failed(Reply.Remedy remedy, String reason) {
        return new Reply.Failed(remedy, null, reason, Optional.empty(), null);
    }

    /** Some servers put the key they were given into their error messages. */
    private String withoutKey(String text) {
        return key == null ? text : text.replace(key, "***");
    }

    private static @Nullable String key(@Nullable String variable) {
        if (variable == null) {
            return null;
        }
        String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw DasllmException.input(
                    "The environment variable " + variable + " for the teacher's API key is not set",
                    "Set it to the key, or remove api_key_environment_variable where none is needed");
        }
        String key = value.strip();
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw DasllmException.input(
                    "The environment variable " + variable + " for the teacher's API key holds characters no key has",
                    "Set it to the key alone");
        }
        return key;
    }
}
