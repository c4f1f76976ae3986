package org.dasllm.hub.api;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.dasllm.format.error.DasllmException;

/** Addresses: their parts, and where a redirect leads. */
final class UriPath {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    private UriPath() {}

    /** A path with all but letters, digits, {@code - . _ ~} and slashes encoded, as RFC 3986 has it. */
    static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", each & 0xff));
            }
        }
        return encoded.toString();
    }

    /** Whether both are of one scheme, host and port: what is sent to the one may be sent to the other. */
    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 ? standard : uri.getPort();
    }

    /** Whether an address is this machine's own, by its name or number alone. */
    static boolean loopback(URI uri) {
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        boolean number = host.matches("[0-9.]+") || host.contains(":");
        try {
            return number && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * Where a redirect leads.
     *
     * @throws DasllmException if that is no address of HTTP, or one without TLS after one with it
     */
    static URI redirected(URI from, String location) {
        URI to;
        try {
            to = from.resolve(new URI(location.replace(" ", "%20")));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw refused(from, "an address that cannot be read");
        }
        String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        if (to.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw refused(from, "an address that is none of HTTP");
        }
        if (scheme.equals("http") && "https".equalsIgnoreCase(from.getScheme())) {
            throw refused(from, "plain HTTP at " + to.getHost());
        }
        return to;
    }

    private static DasllmException refused(URI from, String to) {
        return DasllmException.input(from.getHost() + " redirects to " + to, "Check HF_ENDPOINT and the network");
    }
}
