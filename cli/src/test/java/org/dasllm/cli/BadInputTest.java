package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can go wrong from outside: one line that names the thing and what to do, an exit code, nothing lost. */
final class BadInputTest {
    private static final Path MODEL = Path.of("demo", "models", "student-base");
    private static final int MESSAGES = 6;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void aTeacherThatCannotBeReachedIsNamed() throws IOException {
        String url = "http://127.0.0.1:" + freePort() + "/v1";
        Outcome outcome = Outcome.of("harvest", configuration(url).toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error())
                .contains("The teacher at " + url + "/chat/completions cannot be reached")
                .contains("Start it or correct base_url, and run the same command again");
    }

    @Test
    void whatATeacherAnsweredBeforeItWentAwayIsNotAskedAgain() throws IOException {
        AtomicInteger answered = new AtomicInteger();
        HttpServer first = teacher(answered, 2);
        Outcome broken = Outcome.of("harvest", configuration(url(first)).toString());
        first.stop(0);
        assertThat(broken.exitCode()).isEqualTo(3);
        assertThat(answered).hasValue(2);
        Path journal = folder.resolve("runs/bad/harvest/journal.jsonl");
        long before = Files.size(journal);

        HttpServer second = teacher(answered, MESSAGES);
        Outcome repaired = Outcome.of("harvest", configuration(url(second)).toString());
        second.stop(0);
        assertThat(repaired.errors())
                .filteredOn(line -> line.startsWith("dasllm:"))
                .isEmpty();
        assertThat(repaired.exitCode()).isZero();
        assertThat(answered).as("answers of both teachers").hasValue(MESSAGES);
        assertThat(Files.size(journal)).isGreaterThan(before);
        assertThat(SampleFile.read(folder.resolve("runs/bad/harvest/samples.jsonl")))
                .hasSize(MESSAGES)
                .allSatisfy(sample -> assertThat(sample.completion()).isEqualTo("fine"));
    }

    @Test
    void textThatIsNoYamlIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("broken.yaml"), "run: a\nharvest: [\n");
        for (String command : List.of("run", "harvest", "curate", "train", "evaluate", "export")) {
            Outcome outcome = Outcome.of(command, file.toString());
            assertThat(outcome.exitCode()).as(command).isEqualTo(2);
            assertThat(outcome.error()).contains(file + ":").contains("not valid YAML");
        }
    }

    @Test
    void everyErrorOfAConfigurationIsToldBeforeAnythingStarts() throws IOException {
        Path file = configuration("http://127.0.0.1:1/v1");
        Outcome outcome = Outcome.of("run", file.toString(), "--set", "train.epoch=5", "--set", "student.base=nowhere");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error())
                .contains("2 errors")
                .contains("--set train.epoch=5: unknown key 'train.epoch', did you mean 'train.epochs'?")
                .contains("--set student.base=nowhere: 'student.base': there is no nowhere")
                .contains("looked for at " + Path.of("nowhere").toAbsolutePath())
                .contains("relative paths count from the folder where the command is started");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"0", "4", "200", "40000"})
    void aModelFileThatIsCutOffIsNamed(int bytes) throws IOException {
        Path model = copyOfTheModel();
        Path weights = model.resolve("model.safetensors");
        byte[] all = Files.readAllBytes(weights);
        assertThat(all.length).isGreaterThan(bytes);
        Files.write(weights, Arrays.copyOf(all, bytes));
        Outcome outcome = Outcome.of("chat", model.toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(weights.toString());
    }

    @Test
    void aModelThatIsNotThereIsNamed() {
        Outcome outcome = Outcome.of("serve", folder.resolve("nothing").toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(folder.resolve("nothing").toString());
    }

    @Test
    void aLineThatDoesNotParseIsNamedByFileAndNumber() throws IOException {
        Path file = configuration("http://127.0.0.1:1/v1");
        Path prompts = folder.resolve("prompts.jsonl");
        List<String> lines = Files.readAllLines(prompts);
        Files.write(prompts, List.of(lines.get(0), lines.get(1).substring(0, 30), lines.get(2)));
        Outcome outcome = Outcome.of("harvest", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(prompts + ":2 does not parse").contains("Remove or correct that line");
    }

    @Test
    void aStageWithoutTheOneBeforeItSaysSo() throws IOException {
        Outcome outcome =
                Outcome.of("train", configuration("http://127.0.0.1:1/v1").toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error())
                .contains("The stage 'train' needs its train")
                .contains("./dasllm run");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = configuration("http://127.0.0.1:1/v1");
        Path taken = Files.createFile(folder.resolve("taken"));
        Outcome outcome = Outcome.of("harvest", file.toString(), "--set", "runs=" + taken);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(taken.toString());
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Outcome outcome = Outcome.of("serve", MODEL.toString(), "--port", port);
            assertThat(outcome.exitCode()).isEqualTo(3);
            assertThat(outcome.error()).contains(port);
        }
    }

    @ParameterizedTest
    @CsvSource({"runn", "run", "run --set epochs a.yaml", "chat --threads many model", "chat --threads -1 model"})
    void aWrongCommandLineIsRefused(String line) {
        Outcome outcome = Outcome.of(line.split(" "));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).isNotEmpty();
    }

    @Test
    void aDeviceThatThereIsNotIsAnsweredWithThoseThereAre() {
        Outcome outcome = Outcome.of("chat", MODEL.toString(), "--device", "abacus");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error())
                .contains("There is no device 'abacus'")
                .contains("onednn")
                .contains("reference");
    }

    private Path configuration(String url) throws IOException {
        Path prompts = folder.resolve("prompts.jsonl");
        SampleFile.write(
                prompts,
                IntStream.range(0, MESSAGES).mapToObj(BadInputTest::prompt).toList());
        return Files.write(
                folder.resolve("bad.yaml"),
                List.of(
                        "run: bad",
                        "runs: " + folder.resolve("runs"),
                        "harvest:",
                        "  prompts: [" + prompts + "]",
                        "  teacher: {base_url: " + url + ", model: m, concurrency: 1, max_retries: 1,"
                                + " first_retry_seconds: 0.01}",
                        "student: {base: " + folder + "}"));
    }

    private static Sample prompt(int i) {
        return new Sample(
                "s" + i, "g" + i, null, List.of(Message.user("How is number " + i + "?")), null, null, Map.of(), null);
    }

    /** Answers so many requests, then only breaks connections off. */
    private static HttpServer teacher(AtomicInteger answered, int most) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger left = new AtomicInteger(most);
        byte[] answer = ("{\"id\":\"1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"fine\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}")
                .getBytes(StandardCharsets.UTF_8);
        server.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            if (left.getAndDecrement() > 0) {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                answered.incrementAndGet();
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Path copyOfTheModel() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("model"));
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(String.valueOf(file.getFileName())));
            }
        }
        return copy;
    }
}
