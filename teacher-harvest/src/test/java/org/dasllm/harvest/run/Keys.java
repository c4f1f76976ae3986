package org.dasllm.harvest.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of keys. */
final class Keys {
    private Keys() {}

    static Path file(Path dir, String secret) {
        try {
            return Files.writeString(dir.resolve("key-" + secret.hashCode()), secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
