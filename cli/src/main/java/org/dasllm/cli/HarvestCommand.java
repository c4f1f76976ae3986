package org.dasllm.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dasllm harvest}. */
@Command(
        name = "harvest",
        mixinStandardHelpOptions = true,
        header = "Ask the teacher, or import recorded labels.",
        description = "Every request is journalled before it is sent; what was answered is never asked again.")
final class HarvestCommand implements Callable<Integer> {
    @Mixin
    private StageOptions options = new StageOptions();

    @Override
    public Integer call() {
        return options.run("harvest");
    }
}
