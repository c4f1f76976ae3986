package org.dasllm.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.http.HttpProxy.Kind;
import org.dasllm.wire.http.HttpProxy.Login;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvironmentProxiesTest {
    private static final URI TEACHER = URI.create("https://api.example.com/v1/chat/completions");

    private static Optional<HttpProxy> of(Map<String, String> environment, String address) {
        return new EnvironmentProxies(environment).of(URI.create(address));
    }

    private static HttpProxy parsed(String value) {
        return new EnvironmentProxies(Map.of("https_proxy", value)).of(TEACHER).orElseThrow();
    }

    @Test
    void theSchemeOfTheAddressDecidesWhichVariableCounts() {
        Map<String, String> both = Map.of("HTTPS_PROXY", "http://secure:1", "http_proxy", "http://plain:2");
        assertThat(of(both, "https://a.org/").map(HttpProxy::address)).contains("secure:1");
        assertThat(of(both, "http://a.org/").map(HttpProxy::address)).contains("plain:2");
        assertThat(of(Map.of("HTTP_PROXY", "plain:2"), "https://a.org/")).isEmpty();
        assertThat(of(Map.of("all_proxy", "any:3"), "https://a.org/").map(HttpProxy::address))
                .contains("any:3");
        assertThat(of(Map.of("ALL_PROXY", "any:3", "https_proxy", "secure:1"), "https://a.org/")
                        .map(HttpProxy::address))
                .contains("secure:1");
        assertThat(of(Map.of("https_proxy", "lower:1", "HTTPS_PROXY", "upper:2"), "https://a.org/")
                        .map(HttpProxy::address))
                .contains("lower:1");
        assertThat(of(Map.of("https_proxy", " "), "https://a.org/")).isEmpty();
    }

    @Test
    void aProxyIsReadWithItsProtocolPortAndLogin() {
        assertThat(parsed("http://proxy.house:3128/")).isEqualTo(proxy(Kind.HTTP, "proxy.house", 3128));
        assertThat(parsed("proxy.house")).isEqualTo(proxy(Kind.HTTP, "proxy.house", 8080));
        assertThat(parsed("socks5h://proxy.house")).isEqualTo(proxy(Kind.SOCKS5, "proxy.house", 1080));
        assertThat(parsed("http://[fd00::1]:3128").address()).isEqualTo("[fd00::1]:3128");
        assertThat(parsed("http://anna:p%40ss+w%3Ard@proxy.house:3128"))
                .isEqualTo(proxy(Kind.HTTP, "proxy.house", 3128, new Login("anna", "p@ss+w:rd")));
    }

    private static HttpProxy proxy(Kind kind, String host, int port, Login... login) {
        return new HttpProxy(kind, host, port, Arrays.stream(login).findFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://proxy.house:3128", "http://", "http://pro xy", "http://u:sec ret@h", "://h", "ftp://h"})
    void whatCannotBeUsedIsRefusedByTheVariablesNameAlone(String value) {
        assertThatThrownBy(() -> parsed(value))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith("The environment variable https_proxy does not name a proxy that can be used")
                .hasMessageNotContaining("sec ret");
    }

    @Test
    void aLoginIsNeverPrinted() {
        assertThat(parsed("http://anna:secret@proxy.house:3128").toString()).doesNotContain("anna", "secret");
    }

    @ParameterizedTest
    @CsvSource({
        "*, https://api.example.com/, true",
        "example.com, https://api.example.com/, true",
        ".example.com, https://api.example.com/, true",
        "*.example.com, https://api.example.com/, true",
        "example.com, https://example.com/, true",
        "example.com, https://notexample.com/, false",
        "EXAMPLE.com, https://API.example.COM/, true",
        "'other.org, example.com', https://example.com/, true",
        "example.com:8443, https://example.com:8443/, true",
        "example.com:8443, https://example.com/, false",
        "example.com:443, https://example.com/, true",
        "10.0.0.0/8, https://10.20.30.40/, true",
        "10.0.0.0/8, https://11.0.0.1/, false",
        "10.0.0.0/99, https://10.0.0.1/, false",
        "10.0.0.7, https://10.0.0.7/, true",
        "10.0.0.7:443, https://10.0.0.7/, true",
        "10.0.0.7:1, https://10.0.0.7/, false",
        "fd00::/8, https://[fd00::5]/, true",
        "fd00::5, https://[fd00::5]/, true",
        "fd00::5, https://[fd00::6]/, false",
        "'', https://localhost:8080/, true",
        "'', https://127.3.2.1/, true",
        "'', https://[::1]:8080/, true",
        "'', https://example.com/, false"
    })
    void noProxyNamesWhatIsAskedDirectly(String list, String address, boolean direct) {
        assertThat(of(Map.of("https_proxy", "proxy:1", "no_proxy", list), address)
                        .isEmpty())
                .isEqualTo(direct);
    }
}
