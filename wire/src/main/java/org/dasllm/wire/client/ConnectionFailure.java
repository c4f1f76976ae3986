package org.dasllm.wire.client;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.client.PortProbe.Speech;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.CallFailure.Kind;
import org.dasllm.wire.http.HttpProxy;
import org.dasllm.wire.http.ProxySettings;
import org.jspecify.annotations.Nullable;

/**
 * Names what keeps a request from its server. What was never reached and cannot be by waiting ends the harvest at once; where
 * a server answered before, a fault of the network may pass.
 */
final class ConnectionFailure {
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");
    private static final String PROXY_ADVICE =
            "Correct the proxy's settings, https_proxy and no_proxy in the environment or https.proxyHost and http.nonProxyHosts in JAVA_TOOL_OPTIONS,"
                    + " or ask who runs it";

    private final URI endpoint;
    private final boolean reached;
    private final SettingNames settings;

    /**
     * @param reached whether the server answered anything before
     */
    ConnectionFailure(URI endpoint, boolean reached, SettingNames settings) {
        this.endpoint = endpoint;
        this.reached = reached;
        this.settings = settings;
    }

    ChatReply.Failed of(CallFailure failure) {
        return switch (failure.kind()) {
            case TLS ->
                failure.cause() instanceof SSLException tls
                        ? new TlsFailure(endpoint, reached, settings).of(tls)
                        : broken(failure);
            case NAME_UNKNOWN -> nameUnknown();
            case NOT_CONNECTED -> notConnected(failure);
            case CONNECT_TIMED_OUT ->
                failed(Remedy.RECONNECT, "no connection within the time allowed", settings.startIt());
            case PROXY_REFUSED -> proxyRefused(failure.words());
            case NOT_HTTP, CLOSED_BEFORE_HEAD -> withoutHead(failure);
            case CLOSED_WITHIN_BODY -> closed();
            case TIMED_OUT -> failed(Remedy.RETRY, "it sent nothing within the time allowed", null);
            case BROKEN -> broken(failure);
        };
    }

    private ChatReply.Failed proxyRefused(String status) {
        String reason = "the proxy " + proxy().orElse("") + " does not connect to it (HTTP " + status + ")";
        return status.startsWith("5") && reached
                ? failed(Remedy.RETRY, reason, null)
                : failed(Remedy.STOP, reason, PROXY_ADVICE);
    }

    /** Where nothing is known of a server yet, its port is looked at. */
    private ChatReply.Failed withoutHead(CallFailure failure) {
        if (!reached && proxy().isEmpty()) {
            PortProbe.Finding finding = PortProbe.of(endpoint);
            if (finding.speech() == Speech.TLS) {
                return failed(Remedy.STOP, "it wants TLS and is asked in plain HTTP", settings.writeHttps());
            }
            if (finding.speech() == Speech.SOMETHING_ELSE) {
                return notHttp(finding.line());
            }
        }
        if (failure.kind() == Kind.CLOSED_BEFORE_HEAD) {
            return closed();
        }
        return reached ? broken(failure) : notHttp("");
    }

    private ChatReply.Failed notHttp(String line) {
        String said = PRINTABLE.matcher(line).matches() ? ", it says '" + line + "'" : "";
        return failed(Remedy.STOP, "it does not speak HTTP" + said, settings.correctHostAndPort());
    }

    private ChatReply.Failed closed() {
        return failed(Remedy.RETRY, "the server closed the connection before its answer was complete", null);
    }

    private ChatReply.Failed broken(CallFailure failure) {
        return failed(Remedy.RETRY, "the connection broke" + told(failure), null);
    }

    private ChatReply.Failed nameUnknown() {
        Optional<String> proxy = proxy();
        String reason = proxy.map(each -> "the proxy " + each + ": its name is not known")
                .orElseGet(() -> "the host's name '" + endpoint.getHost() + "' is not known");
        if (reached) {
            return failed(Remedy.RECONNECT, reason, settings.startIt());
        }
        return failed(
                Remedy.STOP,
                reason,
                proxy.isPresent()
                        ? PROXY_ADVICE
                        : "Correct " + settings.address() + ", or this machine's network or name server");
    }

    private ChatReply.Failed notConnected(CallFailure failure) {
        String by = proxy().map(proxy -> "the proxy " + proxy + ": ").orElse("");
        boolean refused = failure.words().isEmpty() || failure.words().contains("refused");
        return failed(
                Remedy.RECONNECT,
                by + (refused ? "the connection was refused" : "there is no connection" + told(failure)),
                settings.startIt());
    }

    private Optional<String> proxy() {
        return proxy(endpoint);
    }

    /** The proxy that this machine sends requests through, as host and port. */
    static Optional<String> proxy(URI endpoint) {
        return ProxySettings.of(endpoint).map(HttpProxy::address);
    }

    private static String told(CallFailure failure) {
        return failure.words().isEmpty() ? "" : ": " + failure.words();
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
