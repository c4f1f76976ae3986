package org.dasllm.signing.folder;

import java.nio.file.Path;
import org.dasllm.signing.key.VerifyingKey;

/**
 * A key whose owner the verifier knows.
 *
 * @param name of the key in messages, such as the file it was read from
 */
public record KnownKey(String name, VerifyingKey key) {
    public static KnownKey read(Path file) {
        return new KnownKey(file.toString(), VerifyingKey.read(file));
    }
}
