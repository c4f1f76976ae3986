package org.dasllm.export.bundle;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.FileFailure;

/** What lies in a bundle's folder. */
final class BundleFiles {
    private BundleFiles() {}

    /** Sizes of all files but the manifest, by relative path; -1 for what is no plain file, such as a link. */
    static Map<String, Long> of(Path bundle) {
        Map<String, Long> sizes = new TreeMap<>();
        try {
            Files.walkFileTree(bundle, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String path = bundle.relativize(file).toString().replace('\\', '/');
                    if (!path.equals(BundleManifest.FILE)) {
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
