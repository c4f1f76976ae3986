package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.teacher.PortProbe.Speech;
import org.jspecify.annotations.Nullable;

/** A server that speaks OpenAI's chat completions, without streaming. */
public final class OpenAiTeacher implements Teacher {
    /** How long a first answer over TLS may take before it is looked at whether the port speaks TLS at all. */
    private static final long SUSPICIOUS_MILLIS = 3000;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final TeacherConfig config;
    private final URI endpoint;
    private final @Nullable String key;
    private final HttpClient client;
    private final Duration timeout;
    private final Wording wording = new Wording(this::withoutKey);
    private volatile boolean reached;
    private @Nullable Speech speech;

    /** Reads the key from the environment, if the configuration names a variable. */
    public OpenAiTeacher(TeacherConfig config) {
        this.config = config;
        this.endpoint = config.endpoint();
        this.key = key(config.apiKeyEnvironmentVariable());
        this.timeout = Duration.ofMillis(Math.max(1, Math.round(config.timeoutSeconds() * 1000)));
        Duration connect = timeout.compareTo(Duration.ofSeconds(20)) < 0 ? timeout : Duration.ofSeconds(20);
        this.client = HttpClient.newBuilder()
                .connectTimeout(connect)
                // Over plain HTTP, HTTP/2 would be tried by an upgrade that simple servers stumble over.
                .version(secure() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
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
                .header("Accept-Encoding", "identity")
                .POST(HttpRequest.BodyPublishers.ofString(Json.line(request)));
        if (key != null) {
            builder.header("Authorization", "Bearer " + key);
        }
        CompletableFuture<HttpResponse<byte[]>> future = client.sendAsync(builder.build(), info -> new BoundedBody());
        try {
            // The request's own timeout ends with the response's headers; this one covers the body too.
            long millis = timeout.toMillis() + 100;
            long suspicious = Math.min(millis / 2, SUSPICIOUS_MILLIS);
            if (!reached && secure() && !endsWithin(future, suspicious) && answersInPlainHttp()) {
                future.cancel(true);
                return TlsFailure.plainHttp(wording);
            }
            HttpResponse<byte[]> response = future.get(millis, TimeUnit.MILLISECONDS);
            reached = true;
            // There is no body where a proxy refused to connect.
            byte[] body = Objects.requireNonNullElse(response.body(), new byte[0]);
            return ResponseReader.read(endpoint, response.statusCode(), response.headers(), body, this::withoutKey);
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

    private boolean secure() {
        return "https".equalsIgnoreCase(endpoint.getScheme());
    }

    private static boolean endsWithin(CompletableFuture<?> future, long millis)
            throws InterruptedException, ExecutionException {
        try {
            future.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Some plain servers wait for the rest of what they take for a request, so that TLS is never refused. */
    private synchronized boolean answersInPlainHttp() {
        if (speech == null) {
            speech = ConnectionFailure.proxy(endpoint).isPresent() ? Speech.UNKNOWN : PortProbe.of(endpoint);
        }
        return speech == Speech.HTTP;
    }

    private Reply failure(@Nullable Throwable cause) {
        if (cause instanceof HttpConnectTimeoutException) {
            return failed(Reply.Remedy.RECONNECT, "no connection within the time allowed");
        }
        if (cause instanceof HttpTimeoutException) {
            return timedOut();
        }
        if (cause instanceof IOException e) {
            return new ConnectionFailure(endpoint, reached, wording).of(e);
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
