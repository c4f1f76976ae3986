package org.dasllm.dataset.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dasllm.format.error.DasllmException;

/**
 * An input as the card names it: by its name, not its place, so that the same files give the same card anywhere.
 *
 * @param bytes its size
 */
public record InputFile(String name, long bytes, String sha256) {
    /** So much is looked at for the length of a line. */
    private static final int BEGINNING = 1 << 20;

    /**
     * An input and where it lies.
     *
     * @param lines how many of its lines are not blank
     */
    public record Located(Path path, InputFile file, long lines) {}

    public static Located of(Path input, Configuration hadoop) {
        try {
            FileSystem files = OutputFolder.raw(input.getFileSystem(hadoop));
            Path path = files.makeQualified(input);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new BufferedInputStream(files.open(path), NotSamples.HEAD)) {
                in.mark(NotSamples.HEAD);
                NotSamples.refuse(in.readNBytes(NotSamples.HEAD), path.toString());
                in.reset();
                LineCount lines = new LineCount();
                long bytes = new DigestInputStream(in, digest).transferTo(lines);
                String sha256 = HexFormat.of().formatHex(digest.digest());
                return new Located(path, new InputFile(path.getName(), bytes, sha256), lines.lines());
            }
        } catch (IOException e) {
            throw unreadable(input.toString(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Refuses a local file that is absent or of another format, without Spark. */
    public static void check(java.nio.file.Path input) {
        if (!Files.isRegularFile(input)) {
            throw DasllmException.input("The input " + input + " is not a file", "Check the path");
        }
        try (InputStream in = Files.newInputStream(input)) {
            NotSamples.refuse(in.readNBytes(NotSamples.HEAD), input.toString());
        } catch (IOException e) {
            throw unreadable(input.toString(), e);
        }
    }

    /** About how many lines a local file has, by the length of those at its beginning. */
    public static long lines(java.nio.file.Path input) {
        try (InputStream in = Files.newInputStream(input)) {
            byte[] beginning = in.readNBytes(BEGINNING);
            LineCount lines = new LineCount();
            lines.write(beginning, 0, beginning.length);
            return Math.round((double) Files.size(input) * lines.lines() / Math.max(1, beginning.length));
        } catch (IOException e) {
            throw unreadable(input.toString(), e);
        }
    }

    private static DasllmException unreadable(String input, IOException e) {
        return DasllmException.input(
                "The input " + input + " cannot be read (" + e.getMessage() + ")", "Check the path and its rights", e);
    }
}
