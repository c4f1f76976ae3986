package org.dasllm.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTPS by PEM files. */
final class TlsTest {
    @TempDir
    static Path dir;

    private static TestCertificate certificate;

    @BeforeAll
    static void make() throws Exception {
        certificate = TestCertificate.in(dir);
    }

    private static HttpServer start(Path certificateFile, Path keyFile, int seconds) {
        HttpServerConfig config = new HttpServerConfig(
                Optional.of(certificateFile.toString()), Optional.of(keyFile.toString()), seconds, 60, 60, 100);
        return HttpServer.start("127.0.0.1", 0, config, (request, reply) -> {
            byte[] path = request.path().getBytes(StandardCharsets.UTF_8);
            reply.send(200, path);
        });
    }

    private static HttpServer start() {
        return start(certificate.certificate(), certificate.key(), 60);
    }

    private static HttpResponse<String> get(HttpClient client, URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void speaksTheProtocolThatTheClientKnows(HttpClient.Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(certificate.trusting())
                .build();
        try (HttpServer server = start()) {
            assertThat(server.uri().getScheme()).isEqualTo("https");
            HttpResponse<String> response = get(client, server.uri().resolve("/x"));
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.body()).isEqualTo("/x");
        }
    }

    @Test
    void isNotTrustedByWhoDoesNotKnowItsAuthority() {
        try (HttpServer server = start()) {
            assertThatThrownBy(() -> get(HttpClient.newHttpClient(), server.uri()))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void endsAConnectionThatDoesNotSayWhatItWants() throws Exception {
        try (HttpServer server = start(certificate.certificate(), certificate.key(), 1);
                RawClient raw = new RawClient(server.uri())) {
            assertThat(raw.rest()).isEmpty();
        }
    }

    @Test
    void filesThatAreNoneAreNamed() throws IOException {
        Path missing = dir.resolve("missing.pem");
        assertThatThrownBy(() -> start(missing, certificate.key(), 60))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("missing.pem");
        Path other = Files.writeString(dir.resolve("other.pem"), "no certificate\n");
        assertThatThrownBy(() -> start(other, certificate.key(), 60)).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> start(certificate.certificate(), other, 60)).isInstanceOf(DasllmException.class);
    }
}
