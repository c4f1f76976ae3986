package org.dasllm.harvest.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.dasllm.format.io.CanonicalJson;
import org.dasllm.format.io.Sha256;

/**
 * Names a request across runs and machines by what is sent and to whom, and by nothing that is made of the answer: so that
 * neither another parser nor another schema or filter asks again.
 */
public final class RequestKey {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private RequestKey() {}

    /**
     * The SHA-256 of four lines: the protocol, the address, the model and the request in its canonical form, keys sorted and numbers
     * spelled in one way.
     *
     * @param protocol such as {@code openai}
     * @param endpoint where the request goes; what a query or a user's part may hold of secrets does not count, nor does the port of
     *     a server on this machine, which is started anew for each run
     * @param model as it is asked for, with the snapshot if that is named
     */
    public static String of(String protocol, URI endpoint, String model, JsonNode request) {
        return Sha256.ofString(protocol + "\n" + address(endpoint) + "\n" + model + "\n" + CanonicalJson.of(request));
    }

    /**
     * Of one of several requests that are the same, for several answers.
     *
     * @param key of the request
     * @param draw from 0, for which it is the key itself
     */
    public static String ofDraw(String key, int draw) {
        return draw == 0 ? key : Sha256.ofString(key + "\n" + draw);
    }

    private static String address(URI endpoint) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        if (LOOPBACK.contains(host)) {
            return "loopback" + endpoint.getRawPath();
        }
        int told = endpoint.getPort();
        int port = told >= 0 ? told : "https".equalsIgnoreCase(endpoint.getScheme()) ? 443 : 80;
        return host + ":" + port + endpoint.getRawPath();
    }
}
