package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.error.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's file in the place of its folder: it answers as the folder does. */
final class GgufModelTest {
    private static final String MODEL = "demo/models/student-base";
    private static final String QUESTION = "my card was charged twice";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path file;

    @BeforeEach
    void written() {
        file = folder.resolve("model.gguf");
        Outcome outcome = Outcome.of("gguf", MODEL, "--out", file.toString(), "--type", "F32");
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
    }

    @Test
    void chatAnswersAsItsFolderDoes() {
        List<String> expected = chat(MODEL);
        assertThat(expected).hasSize(1);
        assertThat(chat(file.toString())).isEqualTo(expected);
    }

    @Test
    void aModelOfOllamasIsTakenByItsName() throws IOException {
        Path store = folder.resolve(".ollama").resolve("models");
        String digest = "a".repeat(64);
        Files.createDirectories(store.resolve("blobs"));
        Files.move(file, store.resolve("blobs").resolve("sha256-" + digest));
        Path manifest = store.resolve("manifests/registry.ollama.ai/library/mine/latest");
        Files.createDirectories(manifest.getParent());
        Files.writeString(
                manifest,
                "{\"layers\": [{\"mediaType\": \"application/vnd.ollama.image.model\", \"digest\": \"sha256:" + digest
                        + "\"}]}");
        String home = System.getProperty("user.home");
        try {
            System.setProperty("user.home", folder.toString());
            assertThat(chat("ollama:mine")).isEqualTo(chat(MODEL));
            Outcome absent = Outcome.of("chat", "ollama:other");
            assertThat(absent.exitCode()).isEqualTo(ExitCode.INPUT.number());
            assertThat(absent.error()).contains("Ollama has no model 'other' on this machine");
        } finally {
            System.setProperty("user.home", home);
        }
    }

    @Test
    void serves() throws Exception {
        Path address = folder.resolve("address");
        Process end = new ProcessBuilder("sleep", "600").start();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> Main.run(
                "serve",
                file.toString(),
                "--port=0",
                "--threads=1",
                "--address-file=" + address,
                "--end-with=" + end.pid()));
        try {
            for (int i = 0; i < 6000 && !Files.exists(address) && !code.isDone(); i++) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(Files.readString(address).strip() + "/chat/completions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"model\": \"dasllm\", \"temperature\": 0, \"max_tokens\": 8, \"messages\": [{\"role\": \"user\","
                                    + " \"content\": \"" + QUESTION + "\"}]}"))
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"completion_tokens\"");
        } finally {
            end.destroy();
        }
        assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void whatIsNoModelIsSaidInALine() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no model");
        Outcome outcome = Outcome.of("chat", text.toString());
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.INPUT.number());
        assertThat(outcome.error())
                .contains(text + " is not a GGUF file that can be read: it does not begin with 'GGUF'");
    }

    @Test
    void trainingWantsAFolderAndNamesTheCommandThatMakesOne() throws IOException {
        Path run = Files.writeString(
                folder.resolve("run.yaml"),
                "run: r\nruns: " + folder + "\nstudent: {base: " + file + "}\nharvest: {prompts: [" + file
                        + "], teacher: {base_url: http://127.0.0.1/v1, model: t}}\n");
        Outcome outcome = Outcome.of("train", run.toString());
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(outcome.error())
                .contains("'student.base' is a model's folder; make one with: dasllm import " + file + " --out FOLDER");
    }

    @Test
    void aModelfileIsWrittenWhereOneIsAskedFor() throws IOException {
        Path modelfile = folder.resolve("Modelfile");
        Path run = Files.writeString(
                folder.resolve("run.yaml"),
                "run: r\nruns: " + folder + "\nstudent: {base: " + MODEL + "}\nserve: {context_limit: 99,"
                        + " default_max_tokens: 7}\nharvest: {prompts: [absent], teacher: {base_url: http://127.0.0.1/v1,"
                        + " model: t}}\n");
        Files.createDirectories(folder.resolve("r/dataset"));
        Files.writeString(
                folder.resolve("r/dataset/train.jsonl"),
                "{\"id\": \"1\", \"group\": \"1\", \"attributes\": {}, \"prompt\": [{\"role\": \"system\", \"content\": \"Be brief.\"}, {\"role\": \"user\","
                        + " \"content\": \"a\"}], \"completion\": \"b\"}\n");
        Outcome outcome = Outcome.of(
                "gguf",
                MODEL,
                "--out",
                file.toString(),
                "--modelfile",
                modelfile.toString(),
                "--config",
                run.toString());
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        assertThat(modelfile)
                .content()
                .contains(
                        "FROM ./model.gguf\n",
                        "PARAMETER stop \"<|im_end|>\"\n",
                        "PARAMETER num_ctx 99\n",
                        "PARAMETER num_predict 7\n",
                        "SYSTEM \"\"\"Be brief.\"\"\"\n");
        Outcome nothing = Outcome.of("gguf", "--out", file.toString());
        assertThat(nothing.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(nothing.error()).contains("There is no model to write");
    }

    /** What it prints to one question. */
    private static List<String> chat(String model) {
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream((QUESTION + "\n\n").getBytes(StandardCharsets.UTF_8)));
            Outcome outcome = Outcome.of("chat", model, "--max-tokens", "8", "--threads", "1");
            assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
            return outcome.out();
        } finally {
            System.setIn(in);
        }
    }
}
