package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile web page in the browser of whoever runs a server can do to it: nothing. */
final class ForeignPagesTest {
    private static final String CHAT = Client.chat("hello", ", \"max_tokens\": 1, \"temperature\": 0");
    private static final String GET = " HTTP/1.1\r\nConnection: close\r\n";

    @TempDir
    static Path dir;

    private static Tokenizer tokenizer;
    private static InferenceServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        tokenizer = ByteTokenizer.in(dir);
        server = InferenceServer.start(
                config("127.0.0.1", "LLM.example"),
                ScriptedModel.repeating(new ReferenceDevice(), "xy"),
                tokenizer,
                ChatTemplate.load(dir));
        client = new Client(server.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
        tokenizer.close();
    }

    private static ServeConfig config(String host, String... allowed) {
        ServeConfig plain = LocalServing.as("tiny");
        return new ServeConfig(
                host,
                0,
                "tiny",
                1,
                0,
                16,
                Optional.empty(),
                Optional.empty(),
                plain.maxRequestBytes(),
                10,
                600,
                false,
                plain.http(),
                new OperationsConfig(Optional.empty(), Optional.empty(), 60, true, true, List.of(allowed)));
    }

    /** The whole reply to a head and a body, as they are. */
    private static String reply(String head, String body) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((head + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "notlocalhost",
                "10.0.0.1",
                "0.0.0.0",
                "[::2]",
                "llm.example.evil.example",
                "127.0.0.1:80:80"
            })
    void aNameThatWasMadeToLeadHereIsRefusedEverywhere(String host) throws IOException {
        for (String path : List.of("/", "/health", "/metrics", "/v1/models", "/nothing")) {
            assertThat(reply("GET " + path + GET + "Host: " + host + "\r\n", ""))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("host_not_allowed", "serve.operations.allowed_hosts")
                    .doesNotContain("<html");
        }
        assertThat(reply(
                        "POST /v1/chat/completions" + GET + "Host: " + host + "\r\nOrigin: http://" + host
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + CHAT.length() + "\r\n",
                        CHAT))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("choices");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "localhost.",
                "chat.localhost",
                "127.0.0.1",
                "127.4.5.6:1",
                "[::1]",
                "[::1]:8080",
                "llm.example",
                "Llm.Example:443"
            })
    void itsOwnNamesAreAnswered(String host) throws IOException {
        assertThat(reply("GET /" + GET + "Host: " + host + "\r\n", "")).startsWith("HTTP/1.1 200 ");
        assertThat(reply("GET /v1/models" + GET + "Host: " + host + "\r\n", "")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aRefusalHasTheFormOfTheVendor() throws IOException {
        String body = reply("POST /v1/messages" + GET + "Host: evil.example\r\nContent-Length: 0\r\n", "");
        assertThat(body).startsWith("HTTP/1.1 403 ").contains("\"permission_error\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""})
    void whatABrowserSendsWithoutAskingFirstIsNotRead(String type) {
        HttpRequest.Builder request = client.request("/v1/chat/completions")
                .header("Origin", "http://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString(CHAT));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> response = client.send(request.build());
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.body()).doesNotContain("choices");
    }

    @Test
    void noOtherOriginIsEverAllowed() {
        HttpResponse<String> asked = client.send(client.request("/v1/chat/completions")
                .header("Origin", "http://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(asked.statusCode()).isEqualTo(405);
        HttpResponse<String> models = client.send(client.request("/v1/models")
                .header("Origin", "http://evil.example")
                .build());
        assertThat(models.statusCode()).isEqualTo(200);
        assertThat(List.of(asked, models))
                .allSatisfy(response -> assertThat(response.headers().map().keySet())
                        .noneMatch(name -> name.startsWith("access-control")));
    }

    @Test
    void aServerForOtherMachinesAnswersToAnyNameUnlessNamesAreGiven() {
        assertThat(OwnHosts.of(config("0.0.0.0")).include("llm.example")).isTrue();
        OwnHosts named = OwnHosts.of(config("0.0.0.0", "llm.example", "[2001:db8::1]"));
        assertThat(List.of("llm.example", "[2001:db8::1]", "127.0.0.1", "")).allMatch(named::include);
        assertThat(named.include("evil.example")).isFalse();
        assertThat(OwnHosts.of(config("::1")).include("evil.example")).isFalse();
        assertThat(OwnHosts.of(config("localhost")).include("evil.example")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://llm.example", "llm.example:443", "*", "", "2001:db8::1"})
    void allowedHostsAreNames(String host) {
        assertThatThrownBy(() -> config("127.0.0.1", host)).hasMessageContaining("allowed_hosts");
    }
}
