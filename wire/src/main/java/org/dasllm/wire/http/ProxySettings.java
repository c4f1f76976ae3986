package org.dasllm.wire.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The proxies of this process: those of the system properties, unless a program has set others. */
public final class ProxySettings {
    private ProxySettings() {}

    /** The HTTP proxy through which an address is asked; its name is not looked up. */
    public static Optional<InetSocketAddress> of(URI address) {
        ProxySelector selector = ProxySelector.getDefault();
        List<Proxy> proxies = selector == null ? List.of() : selector.select(address);
        return proxies.stream()
                .findFirst()
                .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                .map(proxy -> (InetSocketAddress) proxy.address());
    }
}
