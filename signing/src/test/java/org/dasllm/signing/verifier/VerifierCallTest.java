package org.dasllm.signing.verifier;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.progress.Progress;
import org.junit.jupiter.api.Test;

final class VerifierCallTest {
    private static void run(String folder, Optional<Integer> atLeast) {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        new VerifierCall(Path.of(folder), List.of(), atLeast, List.of(), false).run(out, Progress.SILENT);
    }

    /** A script whose variable is not set would otherwise verify the folder that it stands in. */
    @Test
    void anEmptyNameIsNotTheCurrentFolder() {
        assertThatThrownBy(() -> run("", Optional.empty()))
                .hasMessageContaining("The name of the folder is empty")
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aNumberOfKeysWithoutKeysAsksForThem() {
        assertThatThrownBy(() -> run(".", Optional.of(1)))
                .hasMessageEndingWith("different keys that are given is 0. Give the signers' public keys with --key.");
    }
}
