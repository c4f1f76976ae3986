package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.fixture.ErrorBody;
import org.dasllm.harvest.fixture.FaultyTeacher;
import org.dasllm.harvest.fixture.KeyStores;
import org.dasllm.harvest.fixture.RawServer;
import org.dasllm.harvest.fixture.Redirection;
import org.dasllm.harvest.fixture.Teachers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a harvest from its teacher is said at once. */
@Timeout(180)
class ConnectionFaultsTest {
    /** Were anything tried again, it would be after half a minute at least. */
    private static final double AT_ONCE_SECONDS = 20;

    @TempDir
    static Path keys;

    private static @Nullable KeyStores stores;

    @TempDir
    Path dir;

    @BeforeAll
    static void makeAuthority() throws Exception {
        if (KeyStores.available()) {
            stores = new KeyStores(keys);
        }
    }

    private static KeyStores stores() {
        Assumptions.assumeTrue(stores != null, "certificates: this Java has no keytool");
        if (stores == null) {
            throw new IllegalStateException();
        }
        return stores;
    }

    /** As people have it: retries that take a minute. */
    private static HarvestConfig patient(String url) {
        return patient(url, null);
    }

    private static HarvestConfig patient(String url, @Nullable Path authorities) {
        return Teachers.harvest(
                Teachers.fake(url)
                        .with("timeout_seconds", 5)
                        .with("max_retries", 6)
                        .with("first_retry_seconds", 60)
                        .with("certificate_authorities", authorities)
                        .config(),
                0);
    }

    private void isSaidAtOnce(String url, String... words) throws Exception {
        long start = System.nanoTime();
        FaultyHarvest harvest = new FaultyHarvest(dir);
        assertThatThrownBy(() -> harvest.run(patient(url), 20))
                .isInstanceOf(DasllmException.class)
                .message()
                .contains(words)
                .contains("The teacher at " + url + "/chat/completions ")
                .doesNotContain("Exception", "java.", "sun.", "PKIX", "\n")
                .endsWith(", and run the same command again.");
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(AT_ONCE_SECONDS);
        assertThat(harvest.output()).doesNotExist();
        assertThat(harvest.journal()).contains(words[0].replaceFirst("\\.$", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MOVED|it redirects to https://api.example.org/v2/chat/completions"
                        + "|Set base_url to https://api.example.org/v2,",
                "FOUND_LOGIN|it redirects to https://login.example.org/sign-in.|may be a login page",
                "SEE_OTHER|it redirects to {base}/v2/chat/completions|Set base_url to {base}/v2,",
                "TEMPORARY|it redirects to https://api.example.org:8443/openai/v1/chat/completions"
                        + "|Set base_url to https://api.example.org:8443/openai/v1,",
                "PERMANENT|it redirects to http://api.example.org/chat/completions"
                        + "|Set base_url to http://api.example.org,",
                "WITH_SLASH|it redirects to {base}/v1/chat/completions/|Ask its operator",
                "UNREADABLE|it redirects to an address that cannot be read|Ask its operator"
            })
    void aRedirectNamesItsTarget(Redirection fault, String target, String advice) throws Exception {
        try (FaultyTeacher teacher = new FaultyTeacher(fault)) {
            String base = "http://127.0.0.1:" + teacher.port();
            isSaidAtOnce(teacher.url(), target.replace("{base}", base), advice.replace("{base}", base));
            assertThat(teacher.requests()).isLessThanOrEqualTo(4);
            assertThat(new FaultyHarvest(dir).journal()).doesNotContain("secret");
        }
    }

    @Test
    void aCertificateThatIsNotTrusted() throws Exception {
        try (FaultyTeacher teacher = new FaultyTeacher(stores().server("localhost", "-1d", 30))) {
            isSaidAtOnce(
                    "https://localhost:" + teacher.port() + "/v1",
                    "its certificate is not trusted",
                    "Name a PEM file of that authority's certificate in harvest.teacher.certificate_authorities");
            assertThat(teacher.requests()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "other.example.org|-1d|30|its certificate is not for 'localhost'",
                "localhost|-10d|5|its certificate has expired",
                "localhost|+5d|5|its certificate is not valid yet"
            })
    void aTrustedCertificateThatDoesNotServe(String host, String start, int days, String words) throws Exception {
        trusting(() -> {
            try (FaultyTeacher teacher = new FaultyTeacher(stores().server(host, start, days))) {
                isSaidAtOnce("https://localhost:" + teacher.port() + "/v1", words);
                assertThat(teacher.requests()).isZero();
            }
        });
    }

    @Test
    void aTrustedCertificateServes() throws Exception {
        trusting(() -> {
            try (FaultyTeacher teacher = new FaultyTeacher(stores().server("localhost", "-1d", 30))) {
                FaultyHarvest harvest = new FaultyHarvest(dir);
                assertThat(harvest.run(patient("https://localhost:" + teacher.port() + "/v1"), 3)
                                .samples())
                        .isEqualTo(3);
            }
        });
    }

    @Test
    void anAuthorityOfOnesOwnServesBesideThoseThatJavaTrusts() throws Exception {
        try (FaultyTeacher teacher = new FaultyTeacher(stores().server("localhost", "-1d", 30))) {
            String url = "https://localhost:" + teacher.port() + "/v1";
            assertThat(new FaultyHarvest(dir)
                            .run(patient(url, stores().authorityFile()), 3)
                            .samples())
                    .isEqualTo(3);
        }
    }

    @Test
    void aFileWithoutACertificateIsNamed() throws Exception {
        Path file = Files.writeString(dir.resolve("authority.pem"), "-----BEGIN CERTIFICATE-----\nnone\n");
        assertThatThrownBy(() -> new FaultyHarvest(dir).run(patient("https://localhost:1/v1", file), 3))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("authority.pem holds no certificate that can be read");
    }

    private interface Body {
        void run() throws Exception;
    }

    private static void trusting(Body body) throws Exception {
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(stores().trusting());
        try {
            body.run();
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @Test
    void aPlainPortAskedByHttps() throws Exception {
        try (FaultyTeacher teacher = new FaultyTeacher(ErrorBody.TEXT)) {
            isSaidAtOnce(
                    "https://localhost:" + teacher.port() + "/v1",
                    "it answers in plain HTTP",
                    "Write http:// instead of https:// in base_url");
        }
    }

    @Test
    void aPlainPortThatRefusesTls() throws Exception {
        try (RawServer server = new RawServer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) {
            isSaidAtOnce(
                    "https://localhost:" + server.port() + "/v1",
                    "it answers in plain HTTP",
                    "Write http:// instead of https:// in base_url");
        }
    }

    @Test
    void aTlsPortAskedByHttp() throws Exception {
        try (FaultyTeacher teacher = new FaultyTeacher(stores().server("localhost", "-1d", 30))) {
            isSaidAtOnce(
                    "http://localhost:" + teacher.port() + "/v1",
                    "it wants TLS and is asked in plain HTTP",
                    "Write https:// instead of http:// in base_url");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The plain HTTP request was sent to HTTPS port",
                "Client sent an HTTP request to an HTTPS server.",
                "Reason: You're speaking plain HTTP to an SSL-enabled server port.",
                "This combination of host and port requires TLS."
            })
    void aTlsPortThatSaysSo(String body) throws Exception {
        try (RawServer server =
                new RawServer("HTTP/1.1 400 Bad Request\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
            isSaidAtOnce(
                    "http://localhost:" + server.port() + "/v1", body, "Write https:// instead of http:// in base_url");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http|SSH-2.0-OpenSSH_9.2|it does not speak HTTP, it says 'SSH-2.0-OpenSSH_9.2'",
                "http|220 mail ESMTP|it does not speak HTTP, it says '220 mail ESMTP'",
                "http|-ERR unknown command|it does not speak HTTP, it says '-ERR unknown command'",
                "http|\u0001\u0002bytes|it does not speak HTTP",
                "https|SSH-2.0-OpenSSH_9.2|it does not speak TLS",
                "https|220 mail ESMTP|it does not speak TLS"
            })
    void aServerOfSomethingElse(String scheme, String banner, String words) throws Exception {
        try (RawServer server = new RawServer(banner + (banner.endsWith("bytes") ? "" : "\r\n"))) {
            isSaidAtOnce(scheme + "://localhost:" + server.port() + "/v1", words, "Correct the host and the port");
        }
    }

    @Test
    void aServerThatRefusesOurTls() throws Exception {
        try (RawServer server = new RawServer("\u0015\u0003\u0003\u0000\u0002\u0002(")) {
            isSaidAtOnce(
                    "https://localhost:" + server.port() + "/v1",
                    "it refuses to speak TLS with us, 'handshake_failure'",
                    "a client's certificate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aHostThatIsNotKnown(String scheme) throws Exception {
        isSaidAtOnce(
                scheme + "://no-such-host.invalid/v1",
                "the host's name 'no-such-host.invalid' is not known",
                "Correct base_url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https|HTTP/1.1 403 Forbidden|does not connect to it (HTTP 403)|Correct the proxy's settings",
                "https|HTTP/1.1 407 Login|HTTP 407|Write the proxy's login into https_proxy",
                "http|HTTP/1.1 407 Login|HTTP 407|Write the proxy's login into https_proxy"
            })
    void aProxyThatRefuses(String scheme, String status, String words, String advice) throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        try (RawServer server =
                new RawServer(status + "\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")) {
            ProxySelector.setDefault(
                    ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())));
            isSaidAtOnce(scheme + "://teacher.example.org/v1", words, advice);
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void aProxyWhoseNameIsNotKnown() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        try {
            ProxySelector.setDefault(ProxySelector.of(InetSocketAddress.createUnresolved("no-such.invalid", 3128)));
            isSaidAtOnce(
                    "http://teacher.example.org/v1",
                    "the proxy no-such.invalid:3128: its name is not known",
                    "Correct the proxy's settings");
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void aServerThatClosesIsAskedAgain() throws Exception {
        try (RawServer server = new RawServer("")) {
            FaultyHarvest harvest = new FaultyHarvest(dir);
            assertThatThrownBy(() -> harvest.run(FaultyHarvest.inTurn("http://localhost:" + server.port() + "/v1"), 1))
                    .hasMessageContaining("the server closed the connection before its answer was complete");
            assertThat(server.connections()).isGreaterThanOrEqualTo(2);
        }
    }
}
