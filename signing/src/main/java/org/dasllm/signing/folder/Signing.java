package org.dasllm.signing.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.signature.SignatureFiles;
import org.dasllm.signing.key.SigningKey;
import org.dasllm.signing.report.SignOff;
import org.dasllm.signing.report.SignOffRules;
import org.dasllm.signing.statement.SignatureFile;
import org.dasllm.signing.statement.Signer;
import org.dasllm.signing.statement.Statement;
import org.jspecify.annotations.Nullable;

/**
 * One signer's signature under a folder.
 *
 * @param key the signer's
 * @param name of the signer; null where it is not told
 * @param role of the signer; null where it is not told
 * @param fields values of what a report leaves open
 * @param despiteVerdict why a verdict is signed that is not a passing one; empty where it is not said
 * @param time when it is signed
 */
public record Signing(
        SigningKey key,
        @Nullable String name,
        @Nullable String role,
        Map<String, String> fields,
        Optional<String> despiteVerdict,
        Instant time) {
    /** Left out of every signature: signatures themselves, and what OpenSSF's tool leaves out too. */
    private static final List<String> IGNORED =
            List.of(SignatureFiles.FOLDER, SignatureFiles.OF_OTHERS, ".git", ".gitattributes", ".github", ".gitignore");

    private static final int LETTERS_OF_A_NAME = 16;

    public Signing {
        fields = Map.copyOf(fields);
    }

    /**
     * Signs a folder. The signature lies in {@code signatures/} under the beginning of the key's SHA-256; one of the same key is
     * replaced.
     *
     * @return the signature's file
     * @throws DasllmException if the folder has links, is a bundle that is not whole, or was signed and has changed since; if a report
     *     leaves fields open or its verdict is not a passing one, and the signer says nothing of that
     */
    public Path sign(Path target, Progress progress) {
        SignedFolder folder = SignedFolder.open(target, progress);
        requirePlain(folder);
        if (!folder.signatureFiles().isEmpty()) {
            requireAsSigned(folder);
            requireNothingMore(folder);
            SignOffRules.requireStanding(folder.files().root());
        } else {
            if (folder.isBundle()) {
                Verification.compare(folder.files().root(), folder.files()::hash)
                        .require();
            }
            writeSignOff(folder.files().root());
        }
        return write(target, progress);
    }

    private Path write(Path target, Progress progress) {
        SignedFolder folder = SignedFolder.open(target, progress);
        Map<String, String> files = new TreeMap<>();
        Signer signer = new Signer(
                name,
                role,
                time.truncatedTo(ChronoUnit.SECONDS).toString(),
                key.verifyingKey().pem());
        String subject = String.valueOf(target.toAbsolutePath().normalize().getFileName());
        Statement leavesOut = Statement.of(subject, Map.of(), IGNORED, signer);
        folder.content().stream()
                .filter(path -> !leavesOut.ignores(path))
                .forEach(path -> files.put(path, folder.files().hash(path)));
        folder.files().finish();
        if (files.isEmpty()) {
            throw DasllmException.input(target + " has no files to sign", "Name another folder");
        }
        Path file = folder.files()
                .root()
                .resolve(SignatureFiles.FOLDER)
                .resolve(key.verifyingKey().fingerprint().substring(0, LETTERS_OF_A_NAME) + ".sig");
        SignatureFile.write(file, Statement.of(subject, files, IGNORED, signer), key);
        return target.resolve(SignatureFiles.FOLDER).resolve(String.valueOf(file.getFileName()));
    }

    private static void requireAsSigned(SignedFolder folder) {
        FolderFindings found = folder.verify(List.of(), List.of());
        if (!found.whole()) {
            throw DasllmException.input(
                    folder.named() + " is not as it was signed: "
                            + found.problems().get(0)
                            + (found.problems().size() > 1
                                    ? "; and " + (found.problems().size() - 1) + " more"
                                    : ""),
                    "Restore it; or, if it is meant to be so, remove its folder " + SignatureFiles.FOLDER
                            + " and begin anew");
        }
    }

    private static void requirePlain(SignedFolder folder) {
        if (!folder.files().problems().isEmpty()) {
            throw DasllmException.input(
                    folder.named() + " cannot be signed: "
                            + folder.files().problems().get(0),
                    "Put a plain file in its place");
        }
    }

    /** What the first signer wrote down is signed: the second signs it too, and cannot add to it. */
    private void requireNothingMore(SignedFolder folder) {
        if (!fields.isEmpty() || despiteVerdict.isPresent()) {
            throw DasllmException.usage(
                    folder.named()
                            + " is signed already, with what its first signer wrote down, so nothing can be added",
                    "Sign without --fill and --despite-verdict, or remove its folder " + SignatureFiles.FOLDER
                            + " and begin anew");
        }
    }

    private void writeSignOff(Path root) {
        Optional<SignOff> signOff = SignOffRules.first(root, fields, despiteVerdict);
        if (signOff.isPresent()) {
            signOff.get().write(root);
            return;
        }
        try {
            Files.deleteIfExists(root.resolve(SignatureFiles.SIGN_OFF));
        } catch (IOException e) {
            throw FileFailure.writing(root.resolve(SignatureFiles.SIGN_OFF), 0, e);
        }
    }
}
