package org.dasllm.wire.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.client.PortProbe.Speech;
import org.jspecify.annotations.Nullable;

/**
 * Names what keeps a request from its server. What was never reached and cannot be by waiting ends the harvest at once; where
 * a server answered before, a fault of the network may pass.
 */
final class ConnectionFailure {
    private static final Pattern TUNNEL = Pattern.compile("Tunnel failed, got: (\\d{3})");
    private static final Pattern STATUS_LINE = Pattern.compile("Invalid status line: \"(.*)\"", Pattern.DOTALL);
    private static final String PROXY_ADVICE =
            "Correct the proxy's settings, https.proxyHost and http.nonProxyHosts in JAVA_TOOL_OPTIONS, or ask who runs it";

    /** Of a server that nothing is known of. */
    static final String START_IT = "Start it or correct base_url";

    private final URI endpoint;
    private final boolean reached;

    /**
     * @param reached whether the server answered anything before
     */
    ConnectionFailure(URI endpoint, boolean reached) {
        this.endpoint = endpoint;
        this.reached = reached;
    }

    ChatReply.Failed of(IOException failure) {
        if (failure instanceof SSLException tls) {
            return new TlsFailure(endpoint, reached).of(tls);
        }
        if (failure instanceof ConnectException || has(failure, UnresolvedAddressException.class)) {
            return notConnected(failure);
        }
        String message = String.valueOf(failure.getMessage());
        Matcher tunnel = TUNNEL.matcher(message);
        if (tunnel.find()) {
            boolean passing = tunnel.group(1).startsWith("5");
            String reason =
                    "the proxy " + proxy().orElse("") + " does not connect to it (HTTP " + tunnel.group(1) + ")";
            return passing && reached ? failed(Remedy.RETRY, reason, null) : failed(Remedy.STOP, reason, PROXY_ADVICE);
        }
        Matcher line = STATUS_LINE.matcher(message);
        if (!reached && failure instanceof ProtocolException) {
            String said = line.find() ? ", it says '" + line.group(1) + "'" : "";
            return failed(Remedy.STOP, "it does not speak HTTP" + said, "Correct the host and the port in base_url");
        }
        boolean ended = has(failure, EOFException.class);
        if (ended
                && !reached
                && proxy().isEmpty()
                && !message.contains("content-length")
                && !message.contains("chunked")) {
            Speech speech = PortProbe.of(endpoint);
            if (speech == Speech.TLS) {
                return failed(Remedy.STOP, "it wants TLS and is asked in plain HTTP", PlainHttp.WRITE_HTTPS);
            }
            if (message.contains("status line")) {
                return failed(Remedy.STOP, "it does not speak HTTP", "Correct the host and the port in base_url");
            }
        }
        return failed(
                Remedy.RETRY,
                ended
                        ? "the server closed the connection before its answer was complete"
                        : "the connection broke" + told(failure),
                null);
    }

    private ChatReply.Failed notConnected(IOException failure) {
        String by = proxy().map(proxy -> "the proxy " + proxy + ": ").orElse("");
        if (has(failure, UnresolvedAddressException.class)) {
            String reason = by.isEmpty()
                    ? "the host's name '" + endpoint.getHost() + "' is not known"
                    : by + "its name is not known";
            return reached
                    ? failed(Remedy.RECONNECT, reason, START_IT)
                    : failed(
                            Remedy.STOP,
                            reason,
                            by.isEmpty() ? "Correct base_url, or this machine's network or name server" : PROXY_ADVICE);
        }
        String message = failure.getMessage();
        boolean refused = message == null || message.contains("refused");
        return failed(
                Remedy.RECONNECT,
                by + (refused ? "the connection was refused" : "there is no connection" + told(failure)),
                START_IT);
    }

    private Optional<String> proxy() {
        return proxy(endpoint);
    }

    /** The proxy that this machine sends requests through, as host and port. */
    static Optional<String> proxy(URI endpoint) {
        ProxySelector selector = ProxySelector.getDefault();
        if (selector == null) {
            return Optional.empty();
        }
        return selector.select(endpoint).stream()
                .map(proxy ->
                        proxy.address() instanceof InetSocketAddress at ? at.getHostString() + ":" + at.getPort() : "")
                .findFirst()
                .filter(at -> !at.isEmpty());
    }

    private static String told(IOException failure) {
        return failure.getMessage() == null ? "" : ": " + failure.getMessage();
    }

    static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private ChatReply.Failed failed(Remedy remedy, String reason, @Nullable String advice) {
        return new ChatReply.Failed(remedy, null, reason, Optional.empty(), null, advice);
    }
}
