package org.dasllm.signing.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningKeyTest {
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    @Test
    void aNewPairIsForItsOwnerAlone() throws IOException {
        Path file = dir.resolve("ada.pem");
        Path publicFile = SigningKey.create(file, Optional.empty());
        assertThat(publicFile).isEqualTo(dir.resolve("ada.pub.pem"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).startsWith("-----BEGIN PRIVATE KEY-----\n");
        SigningKey key = SigningKey.read(file, Optional.empty());
        assertThat(VerifyingKey.read(publicFile)).isEqualTo(key.verifyingKey());
        byte[] signature = key.sign(MESSAGE);
        assertThat(key.verifyingKey().verifies(MESSAGE, signature)).isTrue();
        assertThat(key.verifyingKey().verifies(new byte[] {1}, signature)).isFalse();
        assertThat(key.verifyingKey().verifies(MESSAGE, new byte[] {1, 2, 3})).isFalse();
    }

    /** Both roots of the curve's equation come up, half of the time each. */
    @RepeatedTest(12)
    void thePublicHalfOfAKeyIsFound() throws GeneralSecurityException, IOException {
        for (Curve curve : Curve.values()) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(curve.generation());
            KeyPair pair = generator.generateKeyPair();
            Path file = dir.resolve(curve + ".pem");
            Files.writeString(file, new Pem(Pem.PRIVATE, pair.getPrivate().getEncoded()).text());
            assertThat(SigningKey.read(file, Optional.empty()).verifyingKey())
                    .isEqualTo(VerifyingKey.of(pair.getPublic(), "the pair"));
        }
    }

    @Test
    void aPassphraseIsNeededAndMustBeTheRightOne() throws IOException {
        Path file = dir.resolve("key");
        SigningKey.create(file, Optional.of("correct horse"));
        assertThat(dir.resolve("key.pub.pem")).exists();
        assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        assertThat(SigningKey.read(file, Optional.of("correct horse")).verifyingKey())
                .isEqualTo(VerifyingKey.read(dir.resolve("key.pub.pem")));
        assertThatThrownBy(() -> SigningKey.read(file, Optional.of("wrong horse")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("The passphrase does not open " + file);
        assertThatThrownBy(() -> SigningKey.read(file, Optional.empty()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("is encrypted")
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThatThrownBy(() -> SigningKey.create(dir.resolve("other"), Optional.of("Größe")))
                .hasMessageContaining("beyond ASCII");
        assertThat(dir.resolve("other")).doesNotExist();
    }

    @Test
    void aKeyThatIsThereIsNotReplaced() throws IOException {
        Path file = dir.resolve("ada.pem");
        SigningKey.create(file, Optional.empty());
        String before = Files.readString(file);
        assertThatThrownBy(() -> SigningKey.create(file, Optional.empty())).hasMessageContaining("is there already");
        Files.delete(dir.resolve("ada.pub.pem"));
        assertThatThrownBy(() -> SigningKey.create(file, Optional.empty())).hasMessageContaining("is there already");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void otherKeysAreRefusedByWhatTheyAre() throws GeneralSecurityException, IOException {
        SigningKey.create(dir.resolve("ada.pem"), Optional.empty());
        assertThatThrownBy(() -> VerifyingKey.read(dir.resolve("ada.pem"))).hasMessageContaining("a private key");
        assertThatThrownBy(() -> SigningKey.read(dir.resolve("ada.pub.pem"), Optional.empty()))
                .hasMessageContaining("a public key, which cannot sign");
        assertThatThrownBy(() -> VerifyingKey.read(dir.resolve("none.pem"))).hasMessageContaining("There is no file");

        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path other = Files.writeString(
                dir.resolve("ed.pem"), new Pem(Pem.PUBLIC, ed25519.getPublic().getEncoded()).text());
        assertThatThrownBy(() -> VerifyingKey.read(other)).hasMessageContaining("is no key for ECDSA");
        Path secret = Files.writeString(
                dir.resolve("ed-private.pem"),
                new Pem(Pem.PRIVATE, ed25519.getPrivate().getEncoded()).text());
        assertThatThrownBy(() -> SigningKey.read(secret, Optional.empty())).hasMessageContaining("is no key for ECDSA");

        Path text = Files.writeString(dir.resolve("text"), "no key");
        assertThatThrownBy(() -> VerifyingKey.read(text)).hasMessageContaining("holds no key in PEM");
        Path old = Files.writeString(dir.resolve("old.pem"), """
                -----BEGIN EC PARAMETERS-----
                BggqhkjOPQMBBw==
                -----END EC PARAMETERS-----
                -----BEGIN EC PRIVATE KEY-----
                MHcCAQEE
                -----END EC PRIVATE KEY-----
                """);
        assertThatThrownBy(() -> SigningKey.read(old, Optional.empty())).hasMessageContaining("openssl pkcs8 -topk8");
    }
}
