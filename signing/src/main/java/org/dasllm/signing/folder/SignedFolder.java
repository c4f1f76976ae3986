package org.dasllm.signing.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.signature.SignatureFiles;
import org.dasllm.signing.folder.SignatureFinding.State;
import org.dasllm.signing.report.SignOff;
import org.dasllm.signing.statement.SignatureFile;
import org.dasllm.signing.statement.Statement;

/** A bundle, the folder of an evaluation, or any other folder, with the signatures in it. */
public final class SignedFolder {
    private static final int MOST_SIGNATURES = 100;

    private final Path named;
    private final FolderFiles files;

    private SignedFolder(Path named, FolderFiles files) {
        this.named = named;
        this.files = files;
    }

    /**
     * Looks through a folder.
     *
     * @param progress shows the hashing where it takes more than a moment
     * @throws DasllmException if it is none, or cannot be read
     */
    public static SignedFolder open(Path folder, Progress progress) {
        return new SignedFolder(folder, FolderFiles.of(folder, progress));
    }

    /**
     * Compares the files with the manifest of a bundle and with every signature, and the signatures with their keys.
     *
     * @param keys those whose owners are known
     * @param elsewhere signatures that lie outside of the folder
     * @throws DasllmException if there is nothing to compare with: no manifest and no signature
     */
    public FolderFindings verify(List<KnownKey> keys, List<Path> elsewhere) {
        try {
            return findings(keys, elsewhere);
        } finally {
            files.finish();
        }
    }

    private FolderFindings findings(List<KnownKey> keys, List<Path> elsewhere) {
        Set<String> problems = new LinkedHashSet<>(files.problems());
        boolean bundle = isBundle();
        if (bundle) {
            problems.addAll(Verification.compare(files.root(), files::hash).problems());
        }
        List<SignatureCheck.Result> results = new ArrayList<>();
        for (String file : signatureFiles()) {
            results.add(check(files.root().resolve(file), file, keys));
        }
        for (Path file : elsewhere) {
            results.add(check(file, file.toString(), keys));
        }
        if (!bundle && results.isEmpty()) {
            throw DasllmException.input(
                    named + " has no signature and is no bundle, so there is nothing to compare it with"
                            + (problems.isEmpty()
                                    ? ""
                                    : "; " + problems.iterator().next()),
                    "Sign it with dasllm sign, or name the folder that was signed");
        }
        for (SignatureCheck.Result result : results) {
            SignatureFinding finding = result.finding();
            if (finding.state() == State.BROKEN) {
                problems.add("the signature " + finding.file() + " is broken: " + String.valueOf(finding.fault()));
            }
            problems.addAll(result.problems());
        }
        boolean signOff = files.sizes().containsKey(SignatureFiles.SIGN_OFF);
        if (signOff && results.isEmpty()) {
            problems.add(SignatureFiles.SIGN_OFF + " is there, but nobody has signed it");
        }
        List<String> told = List.copyOf(problems);
        return new FolderFindings(
                named.toString(),
                bundle,
                bundle && results.isEmpty() ? content().size() - 1 : content().size(),
                told,
                results.stream().map(SignatureCheck.Result::finding).toList(),
                notCovered(results),
                signOff && told.isEmpty() ? SignOff.read(files.root()) : null);
    }

    private SignatureCheck.Result check(Path file, String where, List<KnownKey> keys) {
        try {
            return SignatureCheck.of(SignatureFile.read(file, where), keys, files, content());
        } catch (DasllmException unreadable) {
            return SignatureCheck.unreadable(where, unreadable);
        }
    }

    /** Of all files those that at least one signature leaves out, by the name at the folder's top. */
    private List<String> notCovered(List<SignatureCheck.Result> results) {
        Set<String> names = new TreeSet<>();
        for (SignatureCheck.Result result : results) {
            Statement statement = result.statement().orElse(null);
            if (statement != null) {
                Set<String> covered = new TreeSet<>();
                statement.resources().forEach(resource -> covered.add(resource.name()));
                content().stream()
                        .filter(path -> !covered.contains(path) && statement.ignores(path))
                        .forEach(path ->
                                names.add(path.contains("/") ? path.substring(0, path.indexOf('/')) + "/" : path));
            }
        }
        return List.copyOf(names);
    }

    boolean isBundle() {
        Path manifest = files.root().resolve(BundleManifest.FILE);
        return Files.isRegularFile(manifest) && BundleManifest.ofBundle(manifest);
    }

    List<String> signatureFiles() {
        List<String> found = files.sizes().keySet().stream()
                .filter(SignatureFiles::signature)
                .toList();
        if (found.size() > MOST_SIGNATURES) {
            throw DasllmException.input(
                    named + " has more than " + MOST_SIGNATURES + " signatures", "Remove those that nobody needs");
        }
        return found;
    }

    /** All plain files but the signatures. */
    List<String> content() {
        return files.sizes().keySet().stream()
                .filter(path -> !SignatureFiles.signature(path))
                .toList();
    }

    FolderFiles files() {
        return files;
    }

    Path named() {
        return named;
    }
}
