package org.dasllm.signing.key;

import java.io.IOException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.dasllm.format.error.DasllmException;

/** PKCS#8 under a passphrase: PBES2 with PBKDF2 and AES, as OpenSSL writes and reads it. */
final class EncryptedKey {
    private static final String CIPHER = "PBEWithHmacSHA256AndAES_256";

    /** What OWASP recommends for PBKDF2 with SHA-256. */
    private static final int ITERATIONS = 600_000;

    /** Enough for any file that was made to be opened; more would only be waited for. */
    private static final int MOST_ITERATIONS = 50_000_000;

    private static final int SALT_BYTES = 16;

    private EncryptedKey() {}

    static byte[] seal(byte[] key, String passphrase) throws GeneralSecurityException {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(Cipher.ENCRYPT_MODE, secret(CIPHER, passphrase), new PBEParameterSpec(salt, ITERATIONS));
        byte[] sealed = cipher.doFinal(key);
        try {
            // The JDK names the cipher by all its parts, and the standard by PBES2 with the parts as parameters.
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
            parameters.init(cipher.getParameters().getEncoded());
            return new EncryptedPrivateKeyInfo(parameters, sealed).getEncoded();
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    static byte[] open(byte[] sealed, Optional<String> passphrase, Path file) {
        String given = passphrase.orElseThrow(() -> DasllmException.usage(
                file + " is encrypted", "Give its passphrase with --passphrase-file or --passphrase-env"));
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(sealed);
            AlgorithmParameters parameters = info.getAlgParameters();
            // PBES2 as such has no cipher in the JDK; its parameters name the one that is meant.
            String algorithm = parameters == null ? info.getAlgName() : parameters.toString();
            if (parameters == null || !algorithm.startsWith("PBEWith")) {
                throw unknown(file);
            }
            if (parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount() > MOST_ITERATIONS) {
                throw unknown(file);
            }
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret(algorithm, given), parameters);
            return cipher.doFinal(info.getEncryptedData());
        } catch (BadPaddingException wrong) {
            throw DasllmException.input(
                    "The passphrase does not open " + file, "Give the one that the key was made with");
        } catch (IOException | GeneralSecurityException other) {
            throw unknown(file);
        }
    }

    private static SecretKey secret(String algorithm, String passphrase) throws GeneralSecurityException {
        if (passphrase.isEmpty() || !passphrase.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
            throw DasllmException.usage(
                    "The passphrase is empty, or has letters beyond ASCII, which Java's keys do not take",
                    "Take one of ASCII letters, digits and signs");
        }
        return SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.toCharArray()));
    }

    private static DasllmException unknown(Path file) {
        return DasllmException.input(
                file + " is encrypted in a way that is not known here",
                "Write it anew with openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256");
    }
}
