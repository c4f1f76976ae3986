package org.dasllm.dataset.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;

/**
 * Paths of this machine as Hadoop takes them. Hadoop's path decodes nothing, so it gets the name as it is and not a URI's
 * spelling of it; and it takes {@code ..} away by name, so links are followed before.
 */
public final class LocalPath {
    private LocalPath() {}

    public static org.apache.hadoop.fs.Path of(Path path) {
        try {
            Path real = real(path.toAbsolutePath());
            if (!Path.of(real.toString()).equals(real)) {
                throw DasllmException.input(
                        "The name of " + real + " is not in UTF-8, or Java runs in a locale that is not",
                        "Rename it, or set LC_ALL=C.UTF-8");
            }
            return new org.apache.hadoop.fs.Path("file", null, real.toString());
        } catch (IOException e) {
            throw DasllmException.input(
                    "The path " + path + " cannot be followed (" + e.getMessage() + ")",
                    "Check its links and rights",
                    e);
        }
    }

    /** As far as it is there, without links; the rest by name. */
    private static Path real(Path absolute) throws IOException {
        Path parent = absolute.getParent();
        if (parent == null || Files.exists(absolute)) {
            return absolute.toRealPath();
        }
        return real(parent).resolve(absolute.getFileName()).normalize();
    }
}
