package org.dasllm.cli;

import java.util.concurrent.Callable;
import org.dasllm.cli.options.StageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dasllm export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        header = "Bundle the student for serving.",
        description = {
            "Merged weights and adapter as safetensors, with a manifest.",
            "Refused with exit code 4 without a passing verdict on this adapter, base model and test data, "
                    + "unless export.force is set; then the exit code is 0 and the bundle says that it was forced."
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private StageOptions options = new StageOptions();

    @Override
    public Integer call() {
        return options.run("export");
    }
}
