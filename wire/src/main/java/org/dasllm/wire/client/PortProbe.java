package org.dasllm.wire.client;

import java.io.IOException;
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

    private PortProbe() {}

    /** What a port speaks. */
    enum Speech {
        TLS,
        HTTP,
        UNKNOWN
    }

    static Speech of(URI address) {
        return tls(address) ? Speech.TLS : http(address) ? Speech.HTTP : Speech.UNKNOWN;
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

    private static boolean http(URI address) {
        try (Socket socket = connect(address)) {
            String request = "HEAD / HTTP/1.1\r\nHost: " + address.getHost() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes("HTTP/".length());
            return new String(start, StandardCharsets.US_ASCII).equals("HTTP/");
        } catch (IOException e) {
            return false;
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
