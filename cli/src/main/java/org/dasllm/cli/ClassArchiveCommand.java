package org.dasllm.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dasllm.cli.bench.PartProcess;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.spark.EmbeddedCuration;
import org.dasllm.engine.server.InferenceServer;
import org.dasllm.engine.server.ServeConfig;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.task.Task;
import org.dasllm.tensor.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the launcher runs once after a build: what most starts do, so that its classes can be archived (AppCDS). */
@Command(
        name = "class-archive",
        hidden = true,
        header = "Makes a token, serves a model and curates some rows, for the archive of classes.")
final class ClassArchiveCommand implements Callable<Integer> {
    private static final int ROWS = 60;

    @Parameters(index = "0", paramLabel = "JOB", description = "a part of dasllm bench as JSON")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String job;

    @Parameters(index = "1", paramLabel = "MODEL", description = "a small model in the Hugging Face layout")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path model;

    @Parameters(index = "2", paramLabel = "FOLDER", description = "where rows are curated")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PartProcess.answer(job);
        serve();
        curate();
        return ExitCode.DONE.number();
    }

    private void serve() throws IOException, InterruptedException {
        ServeConfig config = ConfigurationFile.defaults(ServeConfig.class).forThisMachine();
        try (LoadedModel loaded = LoadedModel.load(model, "auto", 1, Precision.FLOAT32);
                InferenceServer server =
                        InferenceServer.start(config, loaded.model(), loaded.tokenizer(), loaded.template())) {
            HttpClient client = HttpClient.newHttpClient();
            for (boolean stream : List.of(false, true)) {
                String body = "{\"model\": \"" + config.modelName() + "\", \"max_tokens\": 2, \"stream\": " + stream
                        + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}";
                HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri() + "/v1/chat/completions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
                client.send(request, HttpResponse.BodyHandlers.ofString());
            }
        }
    }

    /** Most of a small curation's time Spark takes to load its classes: some rows that come as far as any others need the same ones. */
    private void curate() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String prompt = "the customer number " + i % (ROWS - 10)
                    + " asks for the balance of an account and for the last invoice";
            lines.add(Json.line(new Sample(
                    "row-" + i,
                    "group-" + i / 2,
                    i % 7 == 0 ? "test" : null,
                    List.of(Message.user(i % 3 == 0 ? prompt : Sha256.ofString(prompt))),
                    i % 5 == 0 ? "{}" : "{\"answer\":\"yes\"}",
                    null,
                    Map.of("channel", "web"),
                    "teacher:none")));
        }
        lines.add("{not a row");
        Path samples = Files.write(Files.createDirectories(folder).resolve("samples.jsonl"), lines);
        Task task = ConfigBinder.bind(
                ConfigSource.json("{\"kind\": \"json\", \"fields\": {\"answer\": [\"yes\", \"no\"]}}", "the task"),
                Task.class);
        EmbeddedCuration.run(
                ConfigurationFile.defaults(CurateConfig.class),
                Optional.of(task.longForm()),
                List.of(samples),
                folder.resolve("dataset"),
                folder.resolve("work"),
                Progress.SILENT);
    }
}
