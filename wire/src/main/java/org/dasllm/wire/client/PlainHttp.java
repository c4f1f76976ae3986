package org.dasllm.wire.client;

import java.net.URI;
import java.util.regex.Pattern;

/** The mistake of asking a port that wants TLS without it, or the other way round. */
final class PlainHttp {
    /** What nginx, Go, Apache, Tomcat and others say to it. */
    private static final Pattern REFUSED = Pattern.compile(
            "(?i)(?:plain http|http request|speaking http).{0,60}(?:https|ssl|tls)|requires (?:tls|https)");

    private PlainHttp() {}

    static boolean isRefused(URI asked, int status, String body) {
        return "http".equalsIgnoreCase(asked.getScheme())
                && status >= 400
                && REFUSED.matcher(body).find();
    }
}
