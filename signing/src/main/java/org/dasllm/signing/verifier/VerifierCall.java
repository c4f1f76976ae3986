package org.dasllm.signing.verifier;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.signing.folder.FolderFindings;
import org.dasllm.signing.folder.KnownKey;
import org.dasllm.signing.folder.SignedFolder;

/**
 * One call of the verifier, by {@code dasllm verify} or by its own jar.
 *
 * @param folder what is verified
 * @param keys public keys of signers that the caller knows
 * @param atLeast how many of them must have signed; empty for all
 * @param signatures that lie outside of the folder
 * @param json whether the findings are printed as JSON
 */
public record VerifierCall(
        Path folder, List<Path> keys, Optional<Integer> atLeast, List<Path> signatures, boolean json) {
    public VerifierCall {
        keys = List.copyOf(keys);
        signatures = List.copyOf(signatures);
    }

    /**
     * Verifies and prints what was found.
     *
     * @throws DasllmException as {@link FolderFindings#require}; what was found is printed before
     */
    public void run(PrintStream out, Progress progress) {
        if (folder.toString().isEmpty()) {
            throw DasllmException.usage(
                    "The name of the folder is empty, which would be the folder where the command is started",
                    "Write . if that is meant");
        }
        List<KnownKey> known = keys.stream().map(KnownKey::read).toList();
        long different = known.stream().map(KnownKey::key).distinct().count();
        long needed = atLeast.map(Integer::longValue).orElse(different);
        if (needed < 0 || needed > different || (needed == 0 && different > 0)) {
            throw DasllmException.usage(
                    "--at-least is " + needed + ", and the number of different keys that are given is " + different,
                    different == 0
                            ? "Give the signers' public keys with --key"
                            : "Take a number from 1 to that of the keys");
        }
        FolderFindings found = SignedFolder.open(folder, progress).verify(known, signatures);
        if (json) {
            out.print(Json.pretty(found));
        } else {
            FindingsText.lines(found, !known.isEmpty()).forEach(out::println);
        }
        found.require(needed);
    }
}
