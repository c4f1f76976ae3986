package org.dasllm.wire.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Finds out what a port speaks that does not speak what was thought. Nothing of a request is sent to it. */
final class PortProbe {
    private static final int MILLIS = 2000;
    private static final int LINE_CHARACTERS = 200;

    private PortProbe() {}

    /** What a port speaks. */
    enum Speech {
        TLS,
        HTTP,
        SOMETHING_ELSE,
        /** Nothing was said, or nobody was there. */
        UNKNOWN
    }

    /**
     * What was found.
     *
     * @param line the first line of something else, where it is one
     */
    record Finding(Speech speech, String line) {
        private Finding(Speech speech) {
            this(speech, "");
        }
    }

    static Finding of(URI address) {
        return tls(address) ? new Finding(Speech.TLS) : withoutTls(address);
    }

    private static boolean tls(URI address) {
        try (Socket socket = connect(address);
                SSLSocket tls = (SSLSocket) SSLContext.getDefault()
                        .getSocketFactory()
                        .createSocket(socket, address.getHost(), socket.getPort(), true)) {
            tls.startHandshake();
            return true;
        } catch (IOException e) {
            // A certificate that is not trusted, or an alert, is TLS too.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                boolean certificate =
                        cause instanceof CertificateException || cause instanceof CertPathBuilderException;
                if (certificate || String.valueOf(cause.getMessage()).contains("Received fatal alert")) {
                    return true;
                }
            }
            return false;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Finding withoutTls(URI address) {
        try (Socket socket = connect(address)) {
            String request = "HEAD / HTTP/1.1\r\nHost: " + address.getHost() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder start = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0 && start.length() < LINE_CHARACTERS; next = in.read()) {
                start.append((char) next);
                if (start.indexOf("HTTP/") == 0) {
                    return new Finding(Speech.HTTP);
                }
                if (next == '\n') {
                    return new Finding(Speech.SOMETHING_ELSE, start.toString().strip());
                }
            }
            return new Finding(start.isEmpty() ? Speech.UNKNOWN : Speech.SOMETHING_ELSE);
        } catch (IOException e) {
            return new Finding(Speech.UNKNOWN);
        }
    }

    private static Socket connect(URI address) throws IOException {
        int standard = "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
        String host = address.getHost().replaceAll("[\\[\\]]", "");
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, address.getPort() < 0 ? standard : address.getPort()), MILLIS);
            socket.setSoTimeout(MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
