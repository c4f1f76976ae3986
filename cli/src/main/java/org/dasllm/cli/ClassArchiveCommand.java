package org.dasllm.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dasllm.cli.bench.PartProcess;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.models.LoadedModel;
import org.dasllm.engine.server.InferenceServer;
import org.dasllm.engine.server.ServeConfig;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.tensor.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the launcher runs once after a build: what most starts do, so that its classes can be archived (AppCDS). */
@Command(
        name = "class-archive",
        hidden = true,
        header = "Makes a token and serves a model, and perhaps curates, for the archive of classes.")
final class ClassArchiveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "a small model in the Hugging Face layout")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path model;

    @Option(
            names = "--curate",
            arity = "2",
            paramLabel = "FILE",
            description =
                    "curates as well: the configuration of a run, and samples that are curated with their gold as the answer")
    private List<Path> curated = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PartProcess.firstToken(model);
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
        return curated.isEmpty() ? ExitCode.DONE.number() : curate(curated.get(0), curated.get(1));
    }

    /** As the command does, since its own classes are some hundreds. */
    private static int curate(Path configuration, Path samples) throws IOException {
        Path runs = Files.createTempDirectory("dasllm-classes");
        try {
            Path harvest = Files.createDirectories(runs.resolve("archive").resolve("harvest"));
            SampleFile.write(
                    harvest.resolve("samples.jsonl"),
                    SampleFile.read(samples).stream()
                            .map(sample -> sample.withCompletion(requireNonNull(sample.gold()), "teacher:gold"))
                            .toList());
            return Main.run("curate", configuration.toString(), "--set", "run=archive", "--set", "runs=" + runs);
        } finally {
            AtomicFile.deleteTree(runs);
        }
    }
}
