package org.dasllm.wire.http;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers are about one connection and are not passed on (RFC 9110, section 7.6.1). */
final class HopByHop {
    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private static final String LENGTH = "content-length";

    private HopByHop() {}

    /**
     * Adds all headers but these, those that {@code Connection} names, and {@code left}; with their spelling and in their order.
     *
     * @param left in lower case
     */
    static void pass(MultiMap from, MultiMap to, Set<String> left) {
        Set<String> named = new HashSet<>();
        for (String value : from.getAll("connection")) {
            for (String name : value.split(",", -1)) {
                named.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        // Whoever names it as well: without it a body would be passed on that nobody knows the end of.
        named.remove(LENGTH);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!NAMES.contains(name) && !named.contains(name) && !left.contains(name) && !name.startsWith(":")) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }
}
