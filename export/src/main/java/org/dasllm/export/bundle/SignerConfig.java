package org.dasllm.export.bundle;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who signs a bundle as soon as it is exported. A bundle without a passing verdict is not signed so: somebody has to say why it is.
 *
 * @param key the private key in PEM, as {@code dasllm sign --new-key} makes it
 * @param passphraseEnv the variable of the environment that holds the key's passphrase; none for a key without
 * @param name of the signer, as the signature is to tell it
 * @param role of the signer, as the signature is to tell it
 */
public record SignerConfig(
        Path key,
        @Nullable String passphraseEnv,
        @Nullable String name,
        @Nullable String role) {}
