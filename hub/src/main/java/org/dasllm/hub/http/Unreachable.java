package org.dasllm.hub.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** What keeps a response from coming, in words, and whether waiting may help. */
public final class Unreachable {
    private static final String CLASS_NAMES = "(?:\\w+\\.)+\\w*(?:Exception|Error):? ?";

    private Unreachable() {}

    /** A sentence without its beginning, such as {@code no connection could be made}. */
    public static String words(IOException failure) {
        if (has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class)) {
            return "the name of its host is not known";
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within the time allowed";
        }
        if (failure instanceof HttpTimeoutException) {
            return "it fell silent";
        }
        if (failure instanceof ConnectException) {
            return "no connection could be made";
        }
        if (failure instanceof SSLException tls) {
            return String.valueOf(tls.getMessage()).contains("PKIX")
                    ? "its certificate is not trusted by this Java"
                    : "TLS could not be agreed on: "
                            + String.valueOf(tls.getMessage()).replaceAll(CLASS_NAMES, "");
        }
        return "the connection broke";
    }

    /** What the user can do about it, a sentence without its full stop. */
    public static String remedy(IOException failure) {
        if (failure instanceof SSLException) {
            return "Name a PEM file of the authority's certificate with --certificate-authorities";
        }
        return "Check the network, HF_ENDPOINT and the proxy's settings (https.proxyHost in DASLLM_JAVA_OPTIONS), and run the"
                + " same command again: what has come is kept";
    }

    /**
     * Whether another try may succeed: a certificate is not trusted the next time either, and a server that never answered is more
     * likely to be elsewhere than to come.
     *
     * @param reached whether it answered anything before
     */
    public static boolean passing(IOException failure, boolean reached) {
        boolean noConnection = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        return !(failure instanceof SSLException) && (reached || !noConnection);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
