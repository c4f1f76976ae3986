package org.dasllm.harvest.teacher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/**
 * A file with a secret and nothing else, that others may renew. What it held last goes on being used while it cannot be read, since
 * it may just be being written. Safe for use by several threads.
 */
final class SecretFile {
    private static final long MOST_BYTES = 64 << 10;

    private final Path file;
    private final String key;
    private Stamp read;
    private String secret;

    /** What changes when a file does, as far as its folder tells. */
    private record Stamp(
            long modifiedNanos, long size, @Nullable Object inode) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * Reads it.
     *
     * @param key the configuration's key that names it
     * @throws DasllmException if there is no secret in it
     */
    SecretFile(Path file, String key) {
        this.file = file;
        this.key = key;
        try {
            this.read = Stamp.of(file);
            this.secret = content();
        } catch (IOException e) {
            throw DasllmException.input(
                    file + ", which " + key + " names, cannot be read",
                    "Name a file with the key, which this user can read");
        }
    }

    /** What it holds now. */
    synchronized String read() {
        try {
            Stamp now = Stamp.of(file);
            if (!now.equals(read)) {
                secret = content();
                read = now;
            }
        } catch (IOException | DasllmException e) {
            return secret;
        }
        return secret;
    }

    private String content() throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw DasllmException.input(
                    file + ", which " + key + " names, is larger than a key can be",
                    "Name a file with the key and nothing else");
        }
        String text = Files.readString(file);
        if (text.isBlank()) {
            throw DasllmException.input(file + ", which " + key + " names, is empty", "Put the key into it");
        }
        return SecretSource.checked(text, "The file " + file);
    }
}
