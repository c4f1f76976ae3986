package org.dasllm.wire.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.client.PortProbe.Speech;
import org.jspecify.annotations.Nullable;

/** Posts JSON to one endpoint. Safe for use by several threads. */
final class HttpTransport {
    /** How long a first answer over TLS may take before it is looked at whether the port speaks TLS at all. */
    private static final long SUSPICIOUS_MILLIS = 3000;

    private final URI endpoint;
    private final String path;
    private final double timeoutSeconds;
    private final Duration timeout;
    private final HttpClient client;
    private volatile boolean reached;
    private @Nullable Speech speech;

    /**
     * @param path how the path of the endpoint ends, below the address of the API
     * @param timeoutSeconds the longest wait for one answer
     * @param authorities a PEM file of certificates that are trusted beside those that this Java trusts
     */
    HttpTransport(URI endpoint, String path, double timeoutSeconds, Optional<Path> authorities) {
        this.endpoint = endpoint;
        this.path = path;
        this.timeoutSeconds = timeoutSeconds;
        this.timeout = Duration.ofMillis(Math.max(1, Math.round(timeoutSeconds * 1000)));
        Duration connect = timeout.compareTo(Duration.ofSeconds(20)) < 0 ? timeout : Duration.ofSeconds(20);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(connect)
                // Over plain HTTP, HTTP/2 would be tried by an upgrade that simple servers stumble over.
                .version(secure() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        authorities.map(CertificateAuthorities::trusting).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** Sends once and waits. */
    Exchange post(Map<String, String> headers, String body) throws InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(builder::header);
        CompletableFuture<HttpResponse<byte[]>> future = client.sendAsync(builder.build(), info -> new BoundedBody());
        try {
            // The request's own timeout ends with the response's headers; this one covers the body too.
            long millis = timeout.toMillis() + 100;
            long suspicious = Math.min(millis / 2, SUSPICIOUS_MILLIS);
            if (!reached && secure() && !endsWithin(future, suspicious) && answersInPlainHttp()) {
                future.cancel(true);
                return new Exchange.Broken(TlsFailure.plainHttp());
            }
            HttpResponse<byte[]> response = future.get(millis, TimeUnit.MILLISECONDS);
            reached = true;
            // There is no body where a proxy refused to connect.
            byte[] bytes = Objects.requireNonNullElse(response.body(), new byte[0]);
            return new Arrival(endpoint, path, response.statusCode(), response.headers()).of(bytes);
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

    private Exchange failure(@Nullable Throwable cause) {
        if (cause instanceof HttpConnectTimeoutException) {
            return failed(Remedy.RECONNECT, "no connection within the time allowed", ConnectionFailure.START_IT);
        }
        if (cause instanceof HttpTimeoutException) {
            return timedOut();
        }
        if (cause instanceof IOException e) {
            return new Exchange.Broken(new ConnectionFailure(endpoint, reached).of(e));
        }
        throw new IllegalStateException("the HTTP client failed", cause);
    }

    private Exchange timedOut() {
        return failed(Remedy.RETRY, "no answer within " + timeoutSeconds + " s", null);
    }

    private static Exchange failed(Remedy remedy, String reason, @Nullable String advice) {
        return new Exchange.Broken(new ChatReply.Failed(remedy, null, reason, Optional.empty(), null, advice));
    }
}
