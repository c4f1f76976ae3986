package org.dasllm.dataset.curate;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dasllm.format.error.DasllmException;

/**
 * An input as the card names it: by its name, not its place, so that the same files give the same card anywhere.
 *
 * @param bytes its size
 */
public record InputFile(String name, long bytes, String sha256) {
    static InputFile of(String uri, Configuration hadoop) {
        try (InputStream in = OutputFolder.read(uri, hadoop);
                DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            long bytes = digesting.transferTo(java.io.OutputStream.nullOutputStream());
            String hash = HexFormat.of().formatHex(digesting.getMessageDigest().digest());
            return new InputFile(new Path(uri).getName(), bytes, hash);
        } catch (IOException e) {
            throw DasllmException.input(
                    "The input " + uri + " cannot be read (" + e.getMessage() + ")",
                    "Check the path and its rights",
                    e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
