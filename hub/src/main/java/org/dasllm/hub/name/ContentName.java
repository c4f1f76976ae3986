package org.dasllm.hub.name;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The hash that a hub names a content by, computed while it arrives. A large file's name is its SHA-256, as Git LFS has it; any
 * other's is that of git's object: SHA-1 over {@code blob}, a blank, the length, a zero byte and the content.
 */
public final class ContentName {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern GIT = Pattern.compile("[0-9a-f]{40}");
    private static final int BUFFER = 1 << 16;

    private final MessageDigest digest;

    private ContentName(MessageDigest digest) {
        this.digest = digest;
    }

    /** Whether a name is of one of the two kinds. */
    public static boolean known(String name) {
        return SHA256.matcher(name).matches() || GIT.matcher(name).matches();
    }

    /** The hash's name, for people. */
    public static String kind(String name) {
        return SHA256.matcher(name).matches() ? "SHA-256" : "git's SHA-1";
    }

    /**
     * Begins to compute a name of the same kind.
     *
     * @param bytes the length of the content that will come
     */
    public static ContentName like(String name, long bytes) {
        try {
            if (SHA256.matcher(name).matches()) {
                return new ContentName(MessageDigest.getInstance("SHA-256"));
            }
            MessageDigest git = MessageDigest.getInstance("SHA-1");
            git.update(("blob " + bytes + "\0").getBytes(StandardCharsets.UTF_8));
            return new ContentName(git);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has both", e);
        }
    }

    public void update(byte[] content, int from, int length) {
        digest.update(content, from, length);
    }

    /** Takes in a whole file, and answers how many bytes it has. */
    public long update(Path file) throws IOException {
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                update(buffer, 0, read);
                bytes += read;
            }
        }
        return bytes;
    }

    /** The name of all that was taken in. Ends the computation. */
    public String name() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
