package org.dasllm.wire.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.http.HttpProxy.Kind;
import org.dasllm.wire.http.HttpProxy.Login;

/**
 * The proxies of the environment, as curl, Go and Python read them: {@code https_proxy} or {@code http_proxy} by the scheme of the address that is
 * asked, else {@code all_proxy}, in lower case or in capitals; {@code no_proxy} names hosts that are asked directly. This machine itself always is.
 */
final class EnvironmentProxies {
    private static final int DEFAULT_HTTP_PORT = 8080;
    private static final int DEFAULT_SOCKS_PORT = 1080;
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://.*", Pattern.DOTALL);

    private final Map<String, String> environment;

    EnvironmentProxies(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The proxy through which an address is asked; empty where it is asked directly.
     *
     * @throws DasllmException if the variable that says it cannot be understood
     */
    Optional<HttpProxy> of(URI address) {
        String host = address.getHost();
        boolean secure = "https".equalsIgnoreCase(address.getScheme());
        for (String name : List.of(secure ? "https_proxy" : "http_proxy", "all_proxy")) {
            for (String variable : List.of(name, name.toUpperCase(Locale.ROOT))) {
                String value = environment.getOrDefault(variable, "").strip();
                if (!value.isEmpty()) {
                    int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
                    return exceptions().include(host, port) ? Optional.empty() : Optional.of(parse(variable, value));
                }
            }
        }
        return Optional.empty();
    }

    private NoProxy exceptions() {
        return NoProxy.parse(environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", "")));
    }

    private static HttpProxy parse(String variable, String value) {
        try {
            URI uri = new URI(SCHEME.matcher(value).matches() ? value : "http://" + value);
            String host = uri.getHost();
            if (host == null) {
                throw unreadable(variable);
            }
            Kind kind = switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
                case "http" -> Kind.HTTP;
                case "socks5", "socks5h", "socks" -> Kind.SOCKS5;
                default -> throw unreadable(variable);
            };
            int standard = kind == Kind.HTTP ? DEFAULT_HTTP_PORT : DEFAULT_SOCKS_PORT;
            return new HttpProxy(
                    kind,
                    host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                    uri.getPort() >= 0 ? uri.getPort() : standard,
                    Optional.ofNullable(uri.getRawUserInfo()).map(EnvironmentProxies::login));
        } catch (URISyntaxException e) {
            throw unreadable(variable);
        }
    }

    private static Login login(String userInfo) {
        String[] parts = userInfo.split(":", 2);
        return new Login(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
    }

    private static String decoded(String escaped) {
        return URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without the value, which may hold a password. */
    private static DasllmException unreadable(String variable) {
        return DasllmException.usage(
                "The environment variable " + variable + " does not name a proxy that can be used",
                "Write it as http://host:port, http://user:password@host:port with special characters as %40, or socks5://host:port");
    }
}
