package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dasllm pull} in a process of its own, which alone can have other variables. */
final class PullCommandTest {
    private static final Path MODEL = Path.of("cli", "src", "test", "fixtures", "run-0.1.0", "base");
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path home;

    @SuppressWarnings("NullAway.Init") // set by start
    private HttpServer hub;

    @BeforeEach
    void start() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/api/models/org/tiny/revision/main", PullCommandTest::list);
        hub.createContext("/org/tiny/resolve/" + COMMIT + "/", PullCommandTest::file);
        hub.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("X-Error-Code", "RepoNotFound");
                exchange.sendResponseHeaders(404, -1);
            }
        });
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.stop(0);
    }

    private static void list(HttpExchange exchange) throws IOException {
        ObjectNode about = Json.mapper().createObjectNode().put("sha", COMMIT).put("gated", false);
        about.putObject("cardData").put("license", "mit");
        var siblings = about.putArray("siblings");
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                siblings.addObject()
                        .put("rfilename", file.getFileName().toString())
                        .putObject("lfs")
                        .put("sha256", Sha256.ofFile(file))
                        .put("size", Files.size(file));
            }
        }
        reply(exchange, about.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void file(HttpExchange exchange) throws IOException {
        Path file = MODEL.resolve(exchange.getRequestURI().getPath().replaceFirst(".*/", ""));
        exchange.getResponseHeaders().set("ETag", "\"" + Sha256.ofFile(file) + "\"");
        reply(exchange, Files.readAllBytes(file));
    }

    private static void reply(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private record Ended(int exitCode, List<String> out, List<String> errors) {}

    private Ended dasllm(String... arguments) throws IOException, InterruptedException {
        return dasllm(false, arguments);
    }

    private Ended dasllm(boolean offline, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                        .orElse(System.getProperty("java.class.path")),
                Main.class.getName()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("HF_"));
        builder.environment().put("HF_HOME", home.resolve("cache").toString());
        builder.environment()
                .put("HF_ENDPOINT", "http://127.0.0.1:" + hub.getAddress().getPort());
        builder.environment().put("HF_TOKEN", "hf_secretOfTheTest");
        builder.environment().put("HF_HUB_OFFLINE", offline ? "1" : "0");
        Path out = home.resolve("out");
        Path errors = home.resolve("errors");
        Process process = builder.redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out) + Files.readString(errors)).doesNotContain("hf_secret");
        return new Ended(process.exitValue(), Files.readAllLines(out), Files.readAllLines(errors));
    }

    @Test
    void aDryRunSaysWhatWouldComeAndAPullBringsIt() throws Exception {
        Ended dry = dasllm("pull", "org/tiny", "--dry-run");
        assertThat(dry.exitCode()).as(dry.errors().toString()).isZero();
        assertThat(dry.out().get(0)).isEqualTo("org/tiny at commit " + COMMIT + ", licence mit, not gated");
        assertThat(dry.out()).anyMatch(line -> line.endsWith("  model.safetensors"));
        assertThat(dry.out().get(dry.out().size() - 1)).startsWith("5 files, ").contains("would come, into ");
        assertThat(home.resolve("cache")).doesNotExist();

        Ended pulled = dasllm("pull", "org/tiny", "--json");
        assertThat(pulled.exitCode()).as(pulled.errors().toString()).isZero();
        assertThat(pulled.errors()).anyMatch(line -> line.contains("licence as its card says: mit"));
        JsonNode facts = Json.parse(pulled.out().get(0), JsonNode.class, "pull");
        assertThat(facts.path("commit").asText()).isEqualTo(COMMIT);
        Path folder = Path.of(facts.path("folder").asText());
        try (Stream<Path> files = Files.list(MODEL)) {
            assertThat(files)
                    .allSatisfy(
                            file -> assertThat(folder.resolve(file.getFileName().toString()))
                                    .hasSameBinaryContentAs(file));
        }

        Ended offline = dasllm(true, "pull", "org/tiny");
        assertThat(offline.exitCode()).as(offline.errors().toString()).isZero();
        assertThat(offline.out()).containsExactly(folder.toString());
        Ended refused = dasllm(true, "pull", "org/other");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors()).hasSize(1).first().asString().contains("HF_HUB_OFFLINE");
    }

    @Test
    void whatIsNotThereIsSaidInOneLine() throws Exception {
        Ended missing = dasllm("pull", "org/nothing");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.errors())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("dasllm: There is no model org/nothing at http://127.0.0.1:")
                .contains("the token in the variable HF_TOKEN may not see it");
        Ended wrong = dasllm("pull", "demo/models/student-base");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.errors()).hasSize(1).first().asString().contains("is not the name of a model on a hub");
    }
}
