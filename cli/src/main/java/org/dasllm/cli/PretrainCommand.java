package org.dasllm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.making.PretrainConfig;
import org.dasllm.cli.making.Pretraining;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm pretrain}. */
@Command(
        name = "pretrain",
        mixinStandardHelpOptions = true,
        header = "Train all weights of a small model.",
        description =
                "From a tokenizer and a shape, or on from a model. Goes on from the last checkpoint after a kill.")
final class PretrainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "a YAML file such as demo/recipes/teacher.yaml")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "set a key of the file; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Override
    public Integer call() {
        PretrainConfig config = ConfigurationFile.read(file, overrides, PretrainConfig.class);
        TerminalProgress progress = TerminalProgress.standard();
        System.out.println(Pretraining.run(config, progress));
        return ExitCode.DONE.number();
    }
}
