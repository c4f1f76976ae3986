package org.dasllm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.ConfigurationOptions;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dasllm resolve}. */
@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        header = "Write a run's whole configuration as plain JSON.",
        description = {
            "Every key with its value, defaults and --set included, " + "as spark-submit and other processes read it.",
            "It holds no secrets: keys are named by their environment variables."
        })
final class ResolveCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--out", paramLabel = "FILE", description = "the JSON file to write; printed without it")
    private @Nullable Path out;

    @Override
    public Integer call() {
        String json = Json.pretty(ConfigJson.of(options.read().selfContained()));
        if (out == null) {
            System.out.print(json);
        } else {
            AtomicFile.writeString(out, json);
        }
        return ExitCode.DONE.number();
    }
}
