package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;

/** A page in a headless Chromium, driven over its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). */
final class Chromium implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 180;

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();

    private Chromium(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Listener())
                .join();
    }

    /** The program on this machine; empty where there is none. */
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder).resolve(name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts one with an empty page. */
    static Chromium start(Path program, Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(
                        profile.resolveSibling(profile.getFileName() + ".log").toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        Client.await("Chromium listens", () -> Files.exists(port) && lines(port).size() >= 2);
        URI list = URI.create("http://127.0.0.1:" + lines(port).get(0) + "/json/list");
        HttpResponse<String> pages = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString());
        for (JsonNode page : Client.json(pages)) {
            if (page.path("type").asText().equals("page")) {
                Chromium chromium = new Chromium(
                        process, URI.create(page.path("webSocketDebuggerUrl").asText()));
                for (String domain : List.of("Page", "Runtime", "Network", "Log", "Accessibility")) {
                    chromium.send(domain + ".enable", "{}");
                }
                return chromium;
            }
        }
        throw new IllegalStateException("Chromium has no page");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode message = Json.parse(text.toString(), JsonNode.class, "a message of Chromium");
                text.setLength(0);
                CompletableFuture<JsonNode> answer =
                        asked.remove(message.path("id").asInt(-1));
                if (answer != null) {
                    answer.complete(message);
                } else {
                    events.add(message);
                }
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Sends a command and waits for its result. */
    JsonNode send(String method, String parameters) {
        int id = number.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        ObjectNode command = Json.mapper().createObjectNode().put("id", id).put("method", method);
        command.set("params", Json.parse(parameters, JsonNode.class, "parameters"));
        socket.sendText(Json.line(command), true).join();
        JsonNode message = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (message.has("error")) {
            throw new IllegalStateException(method + ": " + message.path("error"));
        }
        return message.path("result");
    }

    /** The value of an expression of JavaScript. */
    JsonNode value(String expression) {
        ObjectNode parameters = Json.mapper()
                .createObjectNode()
                .put("expression", expression)
                .put("returnByValue", true)
                .put("awaitPromise", true);
        JsonNode result = send("Runtime.evaluate", Json.line(parameters));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** Goes to a page and waits until all of it is there. */
    void open(URI page) throws InterruptedException {
        send("Page.navigate", "{\"url\": \"" + page + "\"}");
        await("location.href === '" + page + "' && document.readyState === 'complete'");
    }

    void await(String expression) throws InterruptedException {
        Client.await(expression, () -> value(expression).asBoolean());
    }

    /** Types into the element that has the focus. */
    void type(String text) {
        send("Input.insertText", Json.line(Json.mapper().createObjectNode().put("text", text)));
    }

    /** Presses a key, such as Enter, which says {@code \r}, Tab or Escape, which say nothing. */
    void press(String key, int code, String text) {
        String common = "\"key\": \"" + key + "\", \"code\": \"" + key + "\", \"windowsVirtualKeyCode\": " + code;
        send("Input.dispatchKeyEvent", "{\"type\": \"keyDown\", " + common + ", \"text\": " + Json.line(text) + "}");
        send("Input.dispatchKeyEvent", "{\"type\": \"keyUp\", " + common + "}");
    }

    void size(int width, int height, boolean dark) {
        send(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\": " + width + ", \"height\": " + height + ", \"deviceScaleFactor\": 1, \"mobile\": false}");
        send(
                "Emulation.setEmulatedMedia",
                "{\"features\": [{\"name\": \"prefers-color-scheme\", \"value\": \"" + (dark ? "dark" : "light")
                        + "\"}]}");
    }

    void picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        JsonNode picture = send("Page.captureScreenshot", "{\"format\": \"png\"}");
        Files.write(file, Base64.getDecoder().decode(picture.path("data").asText()));
    }

    /** What happened so far, of one kind. */
    List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> event.path("method").asText().equals(method))
                .map(event -> event.path("params"))
                .toList();
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
