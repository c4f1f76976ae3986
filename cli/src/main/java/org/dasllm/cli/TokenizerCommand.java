package org.dasllm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.making.TokenizerConfig;
import org.dasllm.cli.making.TokenizerTraining;
import org.dasllm.format.error.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm tokenizer}. */
@Command(
        name = "tokenizer",
        mixinStandardHelpOptions = true,
        header = "Train a byte-level BPE tokenizer.",
        description =
                "For models made from nothing, such as the demo's; a fine-tuned model keeps its base's tokenizer.")
final class TokenizerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "a YAML file such as demo/recipes/tokenizer.yaml")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "set a key of the file; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Override
    public Integer call() {
        System.out.println(TokenizerTraining.run(ConfigurationFile.read(file, overrides, TokenizerConfig.class)));
        return ExitCode.DONE.number();
    }
}
