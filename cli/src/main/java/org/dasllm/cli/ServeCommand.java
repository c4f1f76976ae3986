package org.dasllm.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.models.LoadedModel;
import org.dasllm.cli.options.ModelOptions;
import org.dasllm.cli.options.ServeOptions;
import org.dasllm.cli.options.ServedBackup;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.cli.pipeline.RunFolder;
import org.dasllm.cli.pipeline.StudentConfig;
import org.dasllm.cli.terminal.StopSignals;
import org.dasllm.engine.server.InferenceServer;
import org.dasllm.engine.server.ServeConfig;
import org.dasllm.engine.tools.ToolCalling;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.AtomicFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        header = "Answer at OpenAI's wire format.",
        description =
                "Serves /v1/chat/completions, with and without streaming, and /v1/models, until it is stopped. Give a"
                        + " model, or a run's file with --config: then the run's bundle is served as the file's sections serve and"
                        + " student say. Options that are given count more than the file.")
final class ServeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            arity = "0..1",
            description = LoadedModel.MODEL + "; with --config the run's bundle where it is left out")
    private @Nullable Path model;

    @Option(names = "--config", paramLabel = "FILE", description = "the run's YAML file, such as configs/demo.yaml")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "set a key of that file, such as serve.stop_seconds=5; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private ServeOptions serve = new ServeOptions();

    @Mixin
    private ServedBackup backup = new ServedBackup();

    @Option(names = "--address-file", hidden = true, description = "where to write the address once it answers")
    private @Nullable Path addressFile;

    @Option(names = "--end-with", paramLabel = "PID", hidden = true, description = "end when that process ends")
    private @Nullable Long endWith;

    @Override
    public Integer call() throws InterruptedException, UnknownHostException {
        CountDownLatch end = new CountDownLatch(1);
        if (endWith != null) {
            endWith(endWith, end);
        }
        PipelineConfig run = run();
        ServeConfig config = serve.over(run == null ? ConfigurationFile.defaults(ServeConfig.class) : run.serve());
        // A missing key is noticed before a model of many gigabytes is read.
        boolean open = config.keys(System.getenv(), changed -> {}).open();
        try (LoadedModel loaded = load(run);
                InferenceServer server = InferenceServer.start(
                        config, loaded.model(), loaded.tokenizer(), loaded.template(), loaded.prompt())) {
            if (addressFile != null) {
                AtomicFile.writeString(addressFile, server.uri() + "/v1");
            }
            if (open && !InetAddress.getByName(config.host()).isLoopbackAddress()) {
                System.err.println("  Anybody who reaches " + config.host()
                        + " can use it: neither --api-keys nor --api-key-variable is given.");
            }
            System.err.println(
                    "Serving " + loaded.folder() + " on " + loaded.device().description());
            if (loaded.prompt().isPresent()) {
                System.err.println(
                        "  Where a request begins with the teacher's system prompt, the student's stands in its place.");
            }
            System.err.println("  Calls of tools: " + new ToolCalling(loaded.tokenizer(), loaded.template()).inWords());
            System.out.println(server.uri() + "/v1");
            StopSignals.handle(() -> {
                System.err.println(
                        "Stopping: answers under way may end, new requests are refused. Once more ends at once.");
                end.countDown();
            });
            end.await();
        }
        return ExitCode.DONE.number();
    }

    /** The run's file; what it names for other stages need not be on the machine that serves. */
    private @Nullable PipelineConfig run() {
        if (file != null) {
            return ConfigurationFile.readWherever(file, overrides, PipelineConfig.class);
        }
        if (!overrides.isEmpty()) {
            throw DasllmException.usage("--set changes a file, and none is given", "Name one with --config");
        }
        return null;
    }

    private LoadedModel load(@Nullable PipelineConfig run) {
        Path model = backup.model(this.model);
        if (run == null) {
            if (model == null) {
                throw DasllmException.usage(
                        "There is no model to serve", "Name its folder, or a run's file with --config");
            }
            return options.load(model);
        }
        StudentConfig student = run.student();
        Path folder = model == null ? new RunFolder(run.folder()).bundle() : model;
        return options.load(folder, student.device(), student.threads(), student.precision());
    }

    /** By its number, not as the parent: one killed before this process looks is nobody's parent any more. */
    static void endWith(long process, CountDownLatch end) {
        Thread watch = new Thread(
                () -> {
                    ProcessHandle.of(process).ifPresent(other -> other.onExit().join());
                    end.countDown();
                },
                "end with " + process);
        watch.setDaemon(true);
        watch.start();
    }
}
