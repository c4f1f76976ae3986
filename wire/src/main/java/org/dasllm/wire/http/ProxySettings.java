package org.dasllm.wire.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.wire.http.HttpProxy.Kind;

/**
 * The proxies of this process: those of Java's system properties, or those that a program has set; where there are none of either, those of the
 * environment ({@code https_proxy}, {@code http_proxy}, {@code all_proxy}, {@code no_proxy}).
 */
public final class ProxySettings {
    private static final List<String> PROPERTIES = List.of("http.proxyHost", "https.proxyHost", "socksProxyHost");

    private ProxySettings() {}

    /**
     * The proxy through which an address is asked; its name is not looked up.
     *
     * @throws org.dasllm.format.error.DasllmException if the environment says one that cannot be understood
     */
    public static Optional<HttpProxy> of(URI address) {
        return of(address, System.getenv());
    }

    static Optional<HttpProxy> of(URI address, Map<String, String> environment) {
        ProxySelector selector = ProxySelector.getDefault();
        List<Proxy> proxies = selector == null ? List.of() : selector.select(address);
        Optional<Proxy> set = proxies.stream().findFirst().filter(proxy -> proxy.type() != Proxy.Type.DIRECT);
        if (set.isEmpty()
                && PROPERTIES.stream()
                        .allMatch(name -> System.getProperty(name, "").isEmpty())) {
            return new EnvironmentProxies(environment).of(address);
        }
        return set.map(proxy -> {
            InetSocketAddress at = (InetSocketAddress) proxy.address();
            Kind kind = proxy.type() == Proxy.Type.SOCKS ? Kind.SOCKS5 : Kind.HTTP;
            return new HttpProxy(kind, at.getHostString(), at.getPort(), Optional.empty());
        });
    }
}
