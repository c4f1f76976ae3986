package org.dasllm.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dasllm curate}. */
@Command(
        name = "curate",
        mixinStandardHelpOptions = true,
        header = "Check, deduplicate and split the samples with Spark.",
        description = "Writes Parquet and JSON Lines, a quarantine with reasons, and a dataset card.")
final class CurateCommand implements Callable<Integer> {
    @Mixin
    private StageOptions options = new StageOptions();

    @Override
    public Integer call() {
        return options.run("curate");
    }
}
