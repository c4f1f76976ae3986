package org.dasllm.cli;

import java.util.concurrent.Callable;
import org.dasllm.cli.options.StageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dasllm run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        header = "Run all stages of a configuration.",
        description = {
            "Harvest, curate, train, evaluate, export. What is up to date is not run again; a killed run goes on.",
            "Exit code 4 if the verdict is not \"non-inferior\", also where export.force made a bundle without it."
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private StageOptions options = new StageOptions();

    @Override
    public Integer call() {
        return options.run();
    }
}
