package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;

/**
 * A server with keys, an access log and metrics, two slots, no queue, and a device that moves only when it may. Its keys: {@code shop-key}
 * of 3 requests a minute, {@code few-key} of 5 tokens a minute, {@code other-key} for another model, {@code alias-key} for the
 * model's alias {@code small}, and {@code watch-key} for metrics.
 */
final class OperatedServer implements AutoCloseable {
    private final SteppedDevice device = new SteppedDevice(new ReferenceDevice());
    private final Tokenizer tokenizer;
    private final InferenceServer server;
    private final Client client;
    private final Path log;

    OperatedServer(Path dir) throws IOException {
        tokenizer = ByteTokenizer.in(dir);
        log = dir.resolve("access.jsonl");
        Path keys = dir.resolve("keys.json");
        Files.writeString(
                keys,
                "{\"keys\": ["
                        + "{\"name\": \"shop\", \"sha256\": \"" + digest("shop-key")
                        + "\", \"requests_per_minute\": 3},"
                        + "{\"name\": \"other\", \"sha256\": \"" + digest("other-key") + "\", \"models\": [\"large\"]},"
                        + "{\"name\": \"alias\", \"sha256\": \"" + digest("alias-key") + "\", \"models\": [\"small\"]},"
                        + "{\"name\": \"few\", \"sha256\": \"" + digest("few-key") + "\", \"tokens_per_minute\": 5},"
                        + "{\"name\": \"watch\", \"sha256\": \"" + digest("watch-key") + "\", \"metrics\": true}]}");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        ServeConfig config = new ServeConfig(
                "127.0.0.1",
                0,
                "tiny",
                2,
                0,
                16,
                Optional.empty(),
                Optional.empty(),
                1 << 20,
                10,
                600,
                false,
                Optional.empty(),
                LocalServing.PATIENT,
                new OperationsConfig(Optional.of(keys), Optional.of(log), 60, true, true, List.of()),
                Map.of("small", ModelAlias.plain()));
        server = InferenceServer.start(
                config,
                ScriptedModel.repeating(device, "xy"),
                tokenizer,
                ChatTemplate.load(dir),
                Optional.empty(),
                Map.of());
        client = new Client(server.uri());
    }

    static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    SteppedDevice device() {
        return device;
    }

    Client client() {
        return client;
    }

    Path log() {
        return log;
    }

    HttpRequest.Builder chat(String key, String more) {
        return client.request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(Client.chat("a very private question", more)));
    }

    HttpResponse<String> ask(String key, String more) {
        return client.send(chat(key, more).build());
    }

    HttpRequest.Builder post(String path, String key, String body) {
        return client.request(path)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    }

    HttpResponse<String> get(String path, String key) {
        return client.send(
                client.request(path).header("Authorization", "Bearer " + key).build());
    }

    String metrics() {
        HttpResponse<String> response = client.send(
                client.request("/metrics").header("x-api-key", "watch-key").build());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("text/plain").contains("version=0.0.4"));
        return response.body();
    }

    double metric(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    /** The lines of the log about chats, once there are so many. */
    List<JsonNode> lines(int number) throws InterruptedException {
        Client.await("lines in the log", () -> chats().size() >= number);
        return chats();
    }

    private List<JsonNode> chats() {
        try {
            return Files.readAllLines(log).stream()
                    .map(line -> Json.parse(line, JsonNode.class, "the log"))
                    .filter(line -> line.path("path").asText().equals("/v1/chat/completions"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A chat on a connection of its own, which can be closed. */
    Socket open(String key, String more) throws IOException {
        byte[] body = Client.chat("hello", more).getBytes(StandardCharsets.UTF_8);
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "x-api-key: " + key + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        return socket;
    }

    @Override
    public void close() {
        device.allow(1_000_000);
        server.close();
        tokenizer.close();
    }
}
