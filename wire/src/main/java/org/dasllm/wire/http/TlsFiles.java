package org.dasllm.wire.http;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;

/**
 * Whom a server shows itself as.
 *
 * @param certificate a PEM file of its certificate, then those between it and an authority
 * @param key a PEM file of the certificate's private key, without a password
 */
public record TlsFiles(Path certificate, Path key) {
    public TlsFiles {
        for (Path file : new Path[] {certificate, key}) {
            if (!Files.isReadable(file)) {
                throw DasllmException.input(
                        "The file " + file + " for TLS cannot be read", "Name a PEM file that this user may read");
            }
        }
    }
}
