package org.dasllm.dataset.curate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.dasllm.dataset.files.TextLine;

/**
 * SHA-256 of a line, by which its texts and what is remembered of it are found. A text that is not all of its line, or not what was there, has another
 * key than a line that reads so.
 */
final class LineKey {
    private LineKey() {}

    static byte[] of(TextLine line) {
        // No line has a line feed in it.
        return hash(
                line.tooLong() ? "too long\n" + line.text() : line.utf8() ? line.text() : "not UTF-8\n" + line.text());
    }

    static byte[] of(TableLine row) {
        return hash(row.fault().isEmpty() ? row.text() : row.fault() + "\n" + row.text());
    }

    private static byte[] hash(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The key of a line that is as its bytes are: in UTF-8, without a byte order mark, and not too long. */
    static byte[] ofBytes(byte[] line) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(line);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
