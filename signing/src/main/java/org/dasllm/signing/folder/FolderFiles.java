package org.dasllm.signing.folder;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Place;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.signing.statement.PlainPath;

/** The files of a folder, each read at most once for its hash. Links are not followed, but named. */
final class FolderFiles {
    private static final int MOST = 1_000_000;

    /** Bytes that are hashed in about a second. */
    private static final long LARGE = 1000 * Verification.MEGABYTE;

    private final Path root;
    private final Map<String, Long> sizes = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> hashes = new HashMap<>();
    private final Progress progress;
    private boolean shown;
    private long read;

    private FolderFiles(Path root, Progress progress) {
        this.root = root;
        this.progress = progress;
    }

    /**
     * Looks through a folder.
     *
     * @param folder may itself be reached by a link
     * @param progress shows the hashing where it takes more than a moment
     */
    static FolderFiles of(Path folder, Progress progress) {
        if (!Files.isDirectory(folder)) {
            throw DasllmException.input(
                    Files.exists(folder) ? folder + " is no folder" : "There is no folder " + Place.of(folder),
                    "Name a bundle, the folder of an evaluation, or another folder");
        }
        try {
            FolderFiles files = new FolderFiles(folder.toRealPath(), progress);
            files.walk();
            return files;
        } catch (IOException e) {
            throw FileFailure.reading(folder, e);
        }
    }

    private void walk() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = name(file);
                if (!attributes.isRegularFile()) {
                    problems.add(path + (attributes.isSymbolicLink() ? " is a link" : " is not a plain file"));
                } else if (PlainPath.is(path)) {
                    sizes.put(path, attributes.size());
                } else {
                    problems.add(path.replaceAll("\\p{Cc}", "?") + " has a name that no signature can hold");
                }
                return sizes.size() > MOST ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        if (sizes.size() > MOST) {
            throw DasllmException.input(root + " has more than " + MOST + " files", "Name a folder in it");
        }
    }

    private String name(Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    Path root() {
        return root;
    }

    /** Sizes of the plain files by path, in bytes. */
    Map<String, Long> sizes() {
        return Collections.unmodifiableMap(sizes);
    }

    /** What is in the folder that cannot be signed. */
    List<String> problems() {
        return Collections.unmodifiableList(problems);
    }

    /** The SHA-256 of one of the files. */
    String hash(String path) {
        begin();
        return hashes.computeIfAbsent(path, each -> Sha256.ofFile(root.resolve(each), this::more));
    }

    private void begin() {
        long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
        if (!shown && bytes >= LARGE) {
            progress.start("hashing", bytes / Verification.MEGABYTE, "MB");
            shown = true;
        }
    }

    private void more(long bytes) {
        read += bytes;
        if (shown) {
            progress.update(read / Verification.MEGABYTE, "");
        }
    }

    /** Ends what is shown of the hashing. */
    void finish() {
        if (shown) {
            progress.finish();
        }
    }
}
