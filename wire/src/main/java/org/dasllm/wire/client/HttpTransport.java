package org.dasllm.wire.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.client.PortProbe.Speech;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.ClientCall;
import org.dasllm.wire.http.ClientRequest;
import org.dasllm.wire.http.HttpClient;
import org.jspecify.annotations.Nullable;

/** Posts JSON to one endpoint. Safe for use by several threads. */
final class HttpTransport {
    /** How long a first answer over TLS may take before it is looked at whether the port speaks TLS at all. */
    private static final long SUSPICIOUS_MILLIS = 3000;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    /** The status by which a proxy asks for a login. */
    private static final String PROXY_LOGIN = "407";

    private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (name, value) -> true);

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
        this.client = new HttpClient(
                timeout.compareTo(CONNECT_TIMEOUT) < 0 ? timeout : CONNECT_TIMEOUT,
                CertificateAuthorities.trusted(authorities));
    }

    /** As {@link HttpClient#prepare}. */
    void prepare() {
        client.prepare();
    }

    /** Sends once and waits. */
    Exchange post(Map<String, String> headers, String body) throws InterruptedException {
        CompletableFuture<Received> received = send(headers, body);
        try {
            return exchange(received.get());
        } catch (InterruptedException e) {
            received.cancel(false);
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the HTTP client failed", e.getCause());
        }
    }

    /** Sends once; nothing waits. Cancelling breaks off. */
    CompletableFuture<Exchange> postAsync(Map<String, String> headers, String body) {
        CompletableFuture<Received> received = send(headers, body);
        CompletableFuture<Exchange> exchange = received.thenApplyAsync(this::exchange, Workers.EXECUTOR);
        Endings.whenEnded(exchange, () -> received.cancel(false));
        return exchange;
    }

    private CompletableFuture<Received> send(Map<String, String> headers, String body) {
        Map<String, String> all = new HashMap<>(Map.of(
                "Content-Type", "application/json",
                "Accept", "application/json",
                "Accept-Encoding", "identity",
                "User-Agent", "dasllm"));
        all.putAll(headers);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        CompletableFuture<Received> received = new CompletableFuture<>();
        ClientCall call = client.send(
                new ClientRequest("POST", endpoint, all, bytes, Optional.of(timeout), Optional.empty()),
                new BoundedBody(received));
        Endings.whenEnded(received, call::cancel);
        if (!reached && "https".equalsIgnoreCase(endpoint.getScheme())) {
            long millis = Math.min(timeout.toMillis() / 2, SUSPICIOUS_MILLIS);
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Workers.EXECUTOR)
                    .execute(() -> suspect(received));
        }
        return received;
    }

    private void suspect(CompletableFuture<Received> received) {
        if (!received.isDone() && !reached && answersInPlainHttp()) {
            received.complete(
                    new Received.Refused(new TlsFailure(endpoint, false, SettingNames.OF_TEACHER).plainHttp()));
        }
    }

    /** Some plain servers wait for the rest of what they take for a request, so that TLS is never refused. */
    private synchronized boolean answersInPlainHttp() {
        if (speech == null) {
            speech = ConnectionFailure.proxy(endpoint).isPresent()
                    ? Speech.UNKNOWN
                    : PortProbe.of(endpoint).speech();
        }
        return speech == Speech.HTTP;
    }

    /** May look at the port, which takes seconds. */
    private Exchange exchange(Received received) {
        if (received instanceof Received.Whole whole) {
            reached = true;
            return new Arrival(
                            endpoint, path, whole.head().status(), whole.head().headers())
                    .of(whole.body());
        }
        if (received instanceof Received.Refused refused) {
            return new Exchange.Broken(refused.failure());
        }
        CallFailure failure = ((Received.Broken) received).failure();
        if (failure.kind() == CallFailure.Kind.TIMED_OUT) {
            return new Exchange.Broken(new ChatReply.Failed(
                    Remedy.RETRY, null, "no answer within " + timeoutSeconds + " s", Optional.empty(), null, null));
        }
        if (failure.kind() == CallFailure.Kind.PROXY_REFUSED && failure.words().equals(PROXY_LOGIN)) {
            return new Arrival(endpoint, path, Integer.parseInt(PROXY_LOGIN), NO_HEADERS).of(new byte[0]);
        }
        return new Exchange.Broken(new ConnectionFailure(endpoint, reached, SettingNames.OF_TEACHER).of(failure));
    }
}
