package org.dasllm.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.dasllm.wire.http.HttpProxy.Kind;
import org.dasllm.wire.http.HttpProxy.Login;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy that wants a login is given it, with TLS and without. */
@Timeout(60)
final class ProxyLoginTest {
    private static final String EXPECTED = "proxy-authorization: basic "
            + Base64.getEncoder().encodeToString("anna:p@ss".getBytes(StandardCharsets.UTF_8));

    @Test
    void withoutTlsItStandsInTheRequest() throws Exception {
        assertThat(firstHead("http://models.invalid/a")).first().asString().startsWith("get http://models.invalid/a ");
        assertThat(firstHead("http://models.invalid/a")).contains(EXPECTED.toLowerCase(Locale.ROOT));
    }

    @Test
    void withTlsItStandsInTheRequestForATunnel() throws Exception {
        List<String> head = firstHead("https://models.invalid/a");
        assertThat(head).first().asString().startsWith("connect models.invalid:443 ");
        assertThat(head).contains(EXPECTED.toLowerCase(Locale.ROOT));
    }

    /** The lines, in lower case, of the first head that the proxy is sent. */
    private static List<String> firstHead(String address) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            HttpProxy proxy = new HttpProxy(
                    Kind.HTTP, "127.0.0.1", socket.getLocalPort(), Optional.of(new Login("anna", "p@ss")));
            HttpClient client =
                    new HttpClient(Duration.ofSeconds(20), SSLContext.getDefault(), uri -> Optional.of(proxy));
            ClientCall call = client.send(
                    new ClientRequest(
                            "GET", URI.create(address), Map.of(), new byte[0], Optional.empty(), Optional.empty()),
                    new Ignored());
            CompletableFuture<List<String>> head = CompletableFuture.supplyAsync(() -> read(socket));
            List<String> lines = head.get(30, TimeUnit.SECONDS);
            call.cancel();
            return lines;
        }
    }

    private static List<String> read(ServerSocket socket) {
        try (Socket client = socket.accept()) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            return lines.lines()
                    .takeWhile(line -> !line.isEmpty())
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Ignored implements ReplyReader {
        @Override
        public void head(ReplyHead head, Runnable more) {
            // Nothing is answered.
        }

        @Override
        public void bytes(byte[] bytes) {
            // Nothing is answered.
        }

        @Override
        public void end() {
            // Nothing is answered.
        }

        @Override
        public void failed(CallFailure failure) {
            // The proxy closes the connection once it has read the head.
        }
    }
}
