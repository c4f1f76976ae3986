package org.dasllm.cli.options;

import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.TextFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the passphrase of a private key is; never on the command line, which other users of a machine can read. */
public final class PassphraseOptions {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "the private key's passphrase is this file's first line")
    private @Nullable Path file;

    @Option(
            names = "--passphrase-env",
            paramLabel = "VARIABLE",
            description = "the private key's passphrase is in this variable of the environment")
    private @Nullable String variable;

    /** The passphrase; empty where none is given. */
    public Optional<String> read() {
        if (file != null && variable != null) {
            throw DasllmException.usage("Two passphrases are given", "Give --passphrase-file or --passphrase-env");
        }
        if (file != null) {
            return Optional.of(required(TextFile.read(file).lines().findFirst().orElse(""), file.toString()));
        }
        return variable == null
                ? Optional.empty()
                : Optional.of(required(System.getenv(variable), "The variable " + variable));
    }

    private static String required(@Nullable String passphrase, String where) {
        if (passphrase == null || passphrase.isBlank()) {
            throw DasllmException.input(where + " holds no passphrase", "Write it there, or name another place");
        }
        return passphrase;
    }
}
