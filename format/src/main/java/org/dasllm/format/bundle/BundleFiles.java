package org.dasllm.format.bundle;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.signature.SignatureFiles;

/** What lies in a bundle's folder, without its manifest and what {@link SignatureFiles} says of signatures. */
public final class BundleFiles {
    private BundleFiles() {}

    /**
     * A folder's files with sizes and hashes, sorted by path.
     *
     * @param known hashes of files that were taken while they were written, by path; the others are read
     */
    public static List<BundleManifest.File> list(Path bundle, Map<String, String> known) {
        return of(bundle).entrySet().stream()
                .map(entry -> {
                    String path = entry.getKey();
                    String hash = known.containsKey(path) ? known.get(path) : Sha256.ofFile(bundle.resolve(path));
                    return new BundleManifest.File(path, entry.getValue(), hash);
                })
                .toList();
    }

    /** One of a folder's files with its size and hash. */
    public static BundleManifest.File of(Path bundle, String path) {
        Path file = bundle.resolve(path);
        try {
            return new BundleManifest.File(path, Files.size(file), Sha256.ofFile(file));
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /** Of all plain files but the manifest together. */
    public static long bytes(Path bundle) {
        return of(bundle).values().stream().mapToLong(size -> Math.max(0, size)).sum();
    }

    /** Sizes of all files but the manifest, by relative path; -1 for what is no plain file, such as a link. */
    static Map<String, Long> of(Path bundle) {
        Map<String, Long> sizes = new TreeMap<>();
        try {
            Files.walkFileTree(bundle, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String path = bundle.relativize(file).toString().replace('\\', '/');
                    if (!path.equals(BundleManifest.FILE) && !SignatureFiles.contains(path)) {
                        sizes.put(path, attributes.isRegularFile() ? attributes.size() : -1);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw FileFailure.reading(bundle, e);
        }
        return sizes;
    }
}
