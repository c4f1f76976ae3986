package org.dasllm.engine.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.TextFile;
import org.jspecify.annotations.Nullable;

/** The file of keys, and whether it has changed. */
final class KeyFile {
    private static final long MOST_BYTES = 4 << 20;

    private final Path path;

    KeyFile(Path path) {
        this.path = path;
    }

    /** What tells a version of the file from the next; the place on the disk too, since a new file may have the old one's time. */
    record Version(FileTime time, long size, @Nullable Object place) {}

    Path path() {
        return path;
    }

    /** The version that is there now; a file that is gone has one as well. */
    Version version() {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return new Version(found.lastModifiedTime(), found.size(), found.fileKey());
        } catch (IOException gone) {
            return new Version(FileTime.fromMillis(0), -1, null);
        }
    }

    /**
     * Reads it.
     *
     * @throws DasllmException naming all that is wrong with it; for a file that others than its owner may write too, since they could
     *     let anybody in
     */
    KeyList read() {
        Version version = version();
        if (version.size() < 0 || !Files.isReadable(path)) {
            throw DasllmException.input(
                    "The file of API keys " + path + " cannot be read", "Name a JSON file that this user may read");
        }
        if (version.size() > MOST_BYTES) {
            throw DasllmException.input(
                    "The file of API keys " + path + " has more than " + MOST_BYTES + " bytes", "Name a file of keys");
        }
        requireOwnersAlone();
        return ConfigBinder.bind(ConfigSource.json(TextFile.read(path), path.toString()), KeyList.class);
    }

    private void requireOwnersAlone() {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        try {
            Set<PosixFilePermission> allowed = view.readAttributes().permissions();
            if (allowed.contains(PosixFilePermission.GROUP_WRITE)
                    || allowed.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw DasllmException.input(
                        "The file of API keys " + path
                                + " can be written by others than its owner, who could let anybody in",
                        "Run: chmod go-w " + path);
            }
        } catch (IOException e) {
            throw DasllmException.input(
                    "The permissions of the file of API keys " + path + " cannot be read: " + e.getMessage(),
                    "Put it on a file system of this machine",
                    e);
        }
    }
}
