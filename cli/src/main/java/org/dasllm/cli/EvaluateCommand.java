package org.dasllm.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dasllm evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        header = "Judge the student against its teacher.",
        description = {
            "The plan is fixed and hashed before the first answer. Writes report.html and report.json.",
            "Exit code 4 if the verdict is not \"non-inferior\", also when the evaluation is up to date and not run again."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private StageOptions options = new StageOptions();

    @Override
    public Integer call() {
        return options.run("evaluate");
    }
}
