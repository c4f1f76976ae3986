package org.dasllm.signing.folder;

import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.signing.folder.SignatureFinding.State;
import org.dasllm.signing.report.SignOff;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a folder, offline, by itself alone.
 *
 * @param folder as it was named
 * @param bundle whether it is a bundle, whose manifest was compared too
 * @param files how many files were compared
 * @param problems one line for each file that is missing, extra or changed, and for each broken signature; empty for a whole folder
 * @param signatures in the order of their files' names
 * @param notCovered files and folders that no signature speaks of and that the signers left out on purpose, such as {@code .git}
 * @param signOff what the signers wrote down; null where there is nothing, or the folder is not whole
 */
public record FolderFindings(
        String folder,
        boolean bundle,
        int files,
        List<String> problems,
        List<SignatureFinding> signatures,
        List<String> notCovered,
        @Nullable SignOff signOff) {
    private static final int SHOWN = 5;

    public FolderFindings {
        problems = List.copyOf(problems);
        signatures = List.copyOf(signatures);
        notCovered = List.copyOf(notCovered);
    }

    /** Whether every file and every signature is as it was. */
    public boolean whole() {
        return problems.isEmpty();
    }

    /** How many different keys of those that were given have signed. */
    public long knownSigners() {
        return signatures.stream()
                .filter(each -> each.state() == State.KNOWN)
                .map(SignatureFinding::keySha256)
                .distinct()
                .count();
    }

    /**
     * Lets a folder pass that is whole and signed by as many of the given keys as are wanted.
     *
     * @param needed how many different known keys must have signed
     * @throws DasllmException with exit code INPUT if something has changed; with VERDICT if it is whole, but too few have signed
     */
    public void require(long needed) {
        if (!whole()) {
            int shown = Math.min(SHOWN, problems.size());
            String more = problems.size() > shown ? "; and " + (problems.size() - shown) + " more" : "";
            throw DasllmException.input(
                    folder + " is not as it was: " + String.join("; ", problems.subList(0, shown)) + more,
                    "Get it from where it was made again, or have it signed anew");
        }
        if (knownSigners() < needed) {
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    folder + " is whole, but signed by " + knownSigners() + " of the keys that were given instead of "
                            + needed,
                    "Have it signed by their owners, or give the keys of those who signed it");
        }
    }
}
