package org.dasllm.signing.key;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Sha256;

/** The public half of a signer's key. Two are equal if they are the same key. */
public final class VerifyingKey {
    private final ECPublicKey key;
    private final Curve curve;

    private VerifyingKey(ECPublicKey key, Curve curve) {
        this.key = key;
        this.curve = curve;
    }

    /**
     * Reads a public key in PEM.
     *
     * @throws DasllmException if there is none in the file, or one that is not ECDSA on P-256, P-384 or P-521
     */
    public static VerifyingKey read(Path file) {
        return of(Pem.read(file), file.toString());
    }

    /**
     * The same of a text.
     *
     * @param where named in the message when it is no such key
     */
    public static VerifyingKey parse(String pem, String where) {
        return of(Pem.parse(pem, where), where);
    }

    private static VerifyingKey of(Pem pem, String where) {
        if (pem.label().endsWith(Pem.PRIVATE)) {
            throw DasllmException.usage(
                    where + " holds a private key, which belongs to its signer alone",
                    "Name the public key, which dasllm sign --new-key wrote beside it");
        }
        if (!pem.label().equals(Pem.PUBLIC)) {
            throw DasllmException.input(
                    where + " holds a " + pem.label() + " instead of a " + Pem.PUBLIC, "Name a public key in PEM");
        }
        try {
            return of(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(pem.der())), where);
        } catch (InvalidKeySpecException other) {
            throw unknown(where);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no elliptic curves", e);
        }
    }

    static VerifyingKey of(PublicKey key, String where) {
        if (key instanceof ECPublicKey known) {
            return new VerifyingKey(known, Curve.of(known).orElseThrow(() -> unknown(where)));
        }
        throw unknown(where);
    }

    static DasllmException unknown(String where) {
        return DasllmException.input(
                where
                        + " is no key for ECDSA on the curve P-256, P-384 or P-521, the only ones of OpenSSF Model Signing",
                "Make one with dasllm sign --new-key");
    }

    /** In PEM, as OpenSSL writes it. */
    public String pem() {
        return new Pem(Pem.PUBLIC, key.getEncoded()).text();
    }

    /** SHA-256 of {@link #pem}, by which OpenSSF Model Signing names a key. */
    public String fingerprint() {
        return Sha256.ofString(pem());
    }

    /** Whether a message was signed with the private half, and the signature is in the one right encoding. */
    public boolean verifies(byte[] message, byte[] signature) {
        if (!SignatureBytes.canonical(signature, curve.numberBytes())) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(curve.algorithm());
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException malformed) {
            // A point beside the curve is a key that nobody has.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + curve.algorithm(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyingKey that && fingerprint().equals(that.fingerprint());
    }

    @Override
    public int hashCode() {
        return fingerprint().hashCode();
    }

    @Override
    public String toString() {
        return fingerprint();
    }
}
