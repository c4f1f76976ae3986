package org.dasllm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.export.bundle.Verification;
import org.dasllm.format.error.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dasllm verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        header = "Check a bundle against its manifest.",
        description = "Every file's size and SHA-256; missing and extra files are named.")
final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "BUNDLE", description = "a bundle's folder")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path bundle;

    @Override
    public Integer call() {
        Verification verification = Verification.verify(bundle, TerminalProgress.standard());
        verification.require();
        System.out.println(
                bundle + " is whole: " + verification.manifest().files().size() + " files");
        return ExitCode.DONE.number();
    }
}
