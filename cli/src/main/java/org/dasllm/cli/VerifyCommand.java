package org.dasllm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.ExitCode;
import org.dasllm.signing.verifier.VerifierCall;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        header = "Check a bundle or a report against its manifest and its signatures.",
        description = {
            "Every file's SHA-256, every signature; missing and extra files are named. Nothing is asked of any "
                    + "network. Who signed is known only by keys that you have: name them with --key, and every one of them "
                    + "must have signed, or as many as --at-least says. OpenSSF's tool model_signing reads the same "
                    + "signatures, and those that it makes are read here. dasllm-verify.jar does the same without dasllm."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:whole, and signed by the keys that were given",
            "2:the command line is wrong",
            "3:a file or a signature has changed, is missing, is extra, or cannot be read",
            "4:whole, but not signed by the keys that were given",
            "70:a fault of this program"
        })
final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "a bundle, the folder of an evaluation, or another signed folder")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path folder;

    @Option(names = "--key", paramLabel = "PUBLIC_KEY", description = "a key that you know, in PEM; may be repeated")
    private List<Path> keys = new ArrayList<>();

    @Option(names = "--at-least", paramLabel = "N", description = "how many of the keys must have signed (all)")
    private @Nullable Integer atLeast;

    @Option(
            names = "--signature",
            paramLabel = "FILE",
            description = "a signature that lies outside of the folder; may be repeated")
    private List<Path> signatures = new ArrayList<>();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        new VerifierCall(folder, keys, Optional.ofNullable(atLeast), signatures, json)
                .run(System.out, TerminalProgress.standard());
        return ExitCode.DONE.number();
    }
}
