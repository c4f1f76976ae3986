package org.dasllm.cli;

import java.util.concurrent.Callable;
import org.dasllm.cli.options.StageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dasllm train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        header = "Train the student's LoRA adapter.",
        description = "Goes on from the last checkpoint. Writes the adapter in the layout of PEFT, metrics and curves.")
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private StageOptions options = new StageOptions();

    @Override
    public Integer call() {
        return options.run("train");
    }
}
