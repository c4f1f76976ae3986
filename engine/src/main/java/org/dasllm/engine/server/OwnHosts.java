package org.dasllm.engine.server;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.http.Loopback;
import org.dasllm.wire.http.ServerRequest;

/**
 * The hosts that a server answers for. A hostile web page can have its own name lead to 127.0.0.1 once it is loaded (DNS rebinding); the browser then
 * takes this server for the page's own, and shows the page its answers. The request still has the page's name in its {@code Host} header.
 */
final class OwnHosts {
    private final boolean any;
    private final List<String> allowed;

    private OwnHosts(boolean any, List<String> allowed) {
        this.any = any;
        this.allowed = allowed;
    }

    static OwnHosts of(ServeConfig config) {
        List<String> allowed = config.operations().allowedHosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
        InetSocketAddress own = new InetSocketAddress(config.host(), config.port());
        boolean loopback = !own.isUnresolved() && own.getAddress().isLoopbackAddress();
        return new OwnHosts(!loopback && allowed.isEmpty(), allowed);
    }

    /** @throws RequestRefused where the request is for another host */
    void require(ServerRequest request) {
        request.host().filter(host -> !include(host)).ifPresent(host -> {
            throw RequestRefused.foreignHost(host);
        });
    }

    /** @param host in lower case, without a port; empty where the client, then no browser, names none */
    boolean include(String host) {
        return any || host.isEmpty() || Loopback.isNamedBy(host) || allowed.contains(host);
    }
}
