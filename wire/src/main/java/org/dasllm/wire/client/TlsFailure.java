package org.dasllm.wire.client;

import java.net.URI;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.client.PortProbe.Speech;
import org.jspecify.annotations.Nullable;

/** Names what is wrong between two who would speak TLS, in the words of someone who set a server up. */
final class TlsFailure {
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");
    private static final Pattern CLASS_NAMES = Pattern.compile("(?:\\w+\\.)+\\w*(?:Exception|Error):? ?");

    /** The JDK's words, and the library's. */
    private static final Pattern NO_TLS = Pattern.compile("SSL message|not an SSL/TLS record");

    private static final Pattern CLOSED = Pattern.compile("(?i)terminated the handshake|closed|reset|shut down");

    private final URI endpoint;
    private final boolean reached;
    private final SettingNames settings;

    TlsFailure(URI endpoint, boolean reached, SettingNames settings) {
        this.endpoint = endpoint;
        this.reached = reached;
        this.settings = settings;
    }

    ChatReply.Failed of(SSLException failure) {
        String message = String.valueOf(failure.getMessage());
        if (ConnectionFailure.has(failure, CertificateExpiredException.class)) {
            return stop("its certificate has expired", "Have its certificate renewed, or set this machine's clock");
        }
        if (ConnectionFailure.has(failure, CertificateNotYetValidException.class)) {
            return stop(
                    "its certificate is not valid yet", "Set this machine's clock, or have its certificate renewed");
        }
        if (message.contains("No subject alternative") || message.contains("No name matching")) {
            return stop(
                    "its certificate is not for '" + endpoint.getHost() + "'",
                    "Write the name that its certificate is for into " + settings.address());
        }
        if (ConnectionFailure.has(failure, CertPathBuilderException.class)
                || ConnectionFailure.has(failure, InvalidAlgorithmParameterException.class)) {
            return stop(
                    "its certificate is not trusted by this Java, such as one that is self-signed or of an organisation's own"
                            + " authority",
                    "Name a PEM file of that authority's certificate in " + settings.authorities());
        }
        if (message.contains("PKIX") || message.contains("ertificate")) {
            return stop("its certificate is not accepted: " + words(message), "Have its certificate renewed");
        }
        Matcher alert = ALERT.matcher(message);
        if (alert.find()) {
            return stop(
                    "it refuses to speak TLS with us, '" + alert.group(1) + "'",
                    "Ask its operator which versions of TLS it takes, and whether it wants a client's certificate");
        }
        return unclear(failure, words(message));
    }

    /** Something that is no TLS, or a connection that was closed. */
    private ChatReply.Failed unclear(SSLException failure, String words) {
        boolean looked = !reached && ConnectionFailure.proxy(endpoint).isEmpty();
        if (looked && PortProbe.of(endpoint).speech() == Speech.HTTP) {
            return plainHttp();
        }
        if (NO_TLS.matcher(words).find() && !reached) {
            return stop("it does not speak TLS", settings.correctHostAndPort());
        }
        boolean closed = CLOSED.matcher(words).find();
        if (failure instanceof SSLHandshakeException && !closed) {
            return stop("TLS could not be agreed on: " + words, "Ask its operator which versions of TLS it takes");
        }
        return failed(
                reached ? Remedy.RETRY : Remedy.RECONNECT,
                closed ? "the server closed the connection before TLS was agreed on" : "the connection broke: " + words,
                reached ? null : settings.startIt());
    }

    /** An address with {@code https} whose port answers without. */
    ChatReply.Failed plainHttp() {
        return stop("it answers in plain HTTP and is asked by https", settings.writeHttp());
    }

    private static String words(String message) {
        return CLASS_NAMES.matcher(message).replaceAll("");
    }

    private ChatReply.Failed stop(String reason, String advice) {
        return failed(Remedy.STOP, reason, advice);
    }

    private ChatReply.Failed failed(Remedy remedy, String reason, @Nullable String advice) {
        return new ChatReply.Failed(remedy, null, reason, Optional.empty(), null, advice);
    }
}
