package org.dasllm.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dasllm export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        header = "Bundle the student for serving.",
        description =
                "Merged weights and adapter as safetensors, with a manifest. Refused without a passing verdict, unless export.force is set.")
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private StageOptions options = new StageOptions();

    @Override
    public Integer call() {
        return options.run("export");
    }
}
