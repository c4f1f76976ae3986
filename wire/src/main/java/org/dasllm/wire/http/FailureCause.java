package org.dasllm.wire.http;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.dasllm.wire.http.CallFailure.Kind;

/** Names the library's exceptions. */
final class FailureCause {
    private static final Pattern PROXY_STATUS = Pattern.compile("status: (\\d{3})\\b");

    private FailureCause() {}

    /** How far a request had come. */
    enum Phase {
        CONNECTING,
        BEFORE_HEAD,
        WITHIN_BODY
    }

    static CallFailure of(Throwable failure, Phase phase) {
        if (find(failure, UnknownHostException.class).isPresent()) {
            return failure(Kind.NAME_UNKNOWN, failure);
        }
        if (find(failure, ConnectTimeoutException.class).isPresent()
                || find(failure, SslHandshakeTimeoutException.class).isPresent()) {
            return failure(Kind.CONNECT_TIMED_OUT, failure);
        }
        if (failure instanceof ProxyConnectException) {
            Matcher status = PROXY_STATUS.matcher(words(failure));
            if (status.find()) {
                return new CallFailure(Kind.PROXY_REFUSED, status.group(1), failure);
            }
        }
        Optional<SSLException> tls = find(failure, SSLException.class);
        if (tls.isPresent()) {
            return tls(tls.get());
        }
        if (failure instanceof HttpClosedException) {
            return failure(phase == Phase.WITHIN_BODY ? Kind.CLOSED_WITHIN_BODY : Kind.CLOSED_BEFORE_HEAD, failure);
        }
        if (failure instanceof IOException) {
            return failure(phase == Phase.CONNECTING ? Kind.NOT_CONNECTED : Kind.BROKEN, failure);
        }
        boolean undecoded = failure instanceof DecoderException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException;
        boolean notHttp = undecoded && phase == Phase.BEFORE_HEAD && !(failure instanceof TooLongFrameException);
        return failure(notHttp ? Kind.NOT_HTTP : Kind.BROKEN, failure);
    }

    /** The library puts an exception of its own before the one that says what is wrong. */
    private static CallFailure tls(SSLException failure) {
        SSLException inner = failure;
        while (inner.getCause() instanceof SSLException cause) {
            inner = cause;
        }
        Throwable cause = inner.getCause();
        if (inner == failure && cause instanceof IOException) {
            inner = new SSLException(cause.getMessage() == null ? "the connection was closed" : words(cause), cause);
        }
        return failure(Kind.TLS, inner);
    }

    private static CallFailure failure(Kind kind, Throwable failure) {
        return new CallFailure(kind, words(failure), failure);
    }

    private static String words(Throwable failure) {
        return failure.getMessage() == null ? "" : failure.getMessage();
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
