package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.dasllm.export.bundle.ExportConfig;
import org.dasllm.export.bundle.SignerConfig;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.signing.folder.Signing;
import org.dasllm.signing.key.SigningKey;

/** Signs a bundle as soon as it is exported, if the run's file names a signer. */
record BundleSigner(SignerConfig config) {
    static Optional<BundleSigner> of(ExportConfig config) {
        return Optional.ofNullable(config.signer()).map(BundleSigner::new);
    }

    /**
     * Reads the key, so that a wrong one is refused before hours of work.
     *
     * @throws DasllmException if it cannot be used
     */
    void check() {
        key();
    }

    /**
     * Signs a bundle with a passing verdict. Any other waits for somebody to say why it is signed.
     *
     * @return what to tell of it
     */
    String sign(Path bundle, BundleManifest manifest, Progress progress) {
        if (!manifest.verdict().passed()) {
            return "no, since its verdict is not a passing one; who answers for it signs with dasllm sign --despite-verdict";
        }
        SigningKey key = key();
        new Signing(key, config.name(), config.role(), Map.of(), Optional.empty(), Instant.now())
                .sign(bundle, progress);
        return "with the key " + key.verifyingKey().fingerprint();
    }

    private SigningKey key() {
        String variable = config.passphraseEnv();
        Optional<String> passphrase = Optional.ofNullable(variable).map(System::getenv);
        if (variable != null && passphrase.isEmpty()) {
            throw DasllmException.input(
                    "The variable " + variable + " (export.signer.passphrase_env) holds no passphrase",
                    "Set it, or take the key out of export.signer");
        }
        return SigningKey.read(config.key(), passphrase);
    }
}
