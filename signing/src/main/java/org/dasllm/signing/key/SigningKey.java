package org.dasllm.signing.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;

/** A signer's private key: ECDSA on P-256, P-384 or P-521, in PEM (PKCS#8), encrypted with a passphrase or not. */
public final class SigningKey {
    private static final byte[] TRIAL = "dasllm".getBytes(StandardCharsets.US_ASCII);

    private final PrivateKey key;
    private final Curve curve;
    private final VerifyingKey verifyingKey;

    private SigningKey(PrivateKey key, Curve curve, VerifyingKey verifyingKey) {
        this.key = key;
        this.curve = curve;
        this.verifyingKey = verifyingKey;
    }

    /**
     * Reads a private key.
     *
     * @param passphrase for an encrypted one; not looked at for another
     * @throws DasllmException if it is no such key, or is encrypted with another passphrase
     */
    public static SigningKey read(Path file, Optional<String> passphrase) {
        Pem pem = Pem.read(file);
        byte[] der = switch (pem.label()) {
            case Pem.PRIVATE -> pem.der();
            case Pem.ENCRYPTED -> EncryptedKey.open(pem.der(), passphrase, file);
            case Pem.PUBLIC ->
                throw DasllmException.usage(file + " holds a public key, which cannot sign", "Name the private key");
            default ->
                throw DasllmException.input(
                        file + " holds a " + pem.label() + ", which is not PKCS#8",
                        "Write it anew with openssl pkcs8 -topk8 -in " + file + " -out NEW");
        };
        try {
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            if (key instanceof ECPrivateKey known) {
                return of(key, Curve.of(known).orElseThrow(() -> VerifyingKey.unknown(file.toString())), file);
            }
            throw VerifyingKey.unknown(file.toString());
        } catch (InvalidKeySpecException other) {
            throw VerifyingKey.unknown(file.toString());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no elliptic curves", e);
        }
    }

    private static SigningKey of(PrivateKey key, Curve curve, Path file) throws GeneralSecurityException {
        byte[] trial = sign(key, curve, TRIAL);
        for (PublicKey candidate : PublicHalf.candidates(key, curve)) {
            VerifyingKey half = VerifyingKey.of(candidate, file.toString());
            if (half.verifies(TRIAL, trial)) {
                return new SigningKey(key, curve, half);
            }
        }
        throw VerifyingKey.unknown(file.toString());
    }

    /**
     * Makes a key pair on P-256: the private key at {@code file}, which only its owner may read, and the public key beside it.
     *
     * @param passphrase encrypts the private key; empty for none
     * @return the public key's file
     * @throws DasllmException if one of the files is there already, or cannot be written
     */
    public static Path create(Path file, Optional<String> passphrase) {
        Path publicFile = publicFile(file);
        if (Files.exists(publicFile)) {
            throw present(publicFile);
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(Curve.P256.generation());
            KeyPair pair = generator.generateKeyPair();
            byte[] der = pair.getPrivate().getEncoded();
            Pem pem = passphrase.isPresent()
                    ? new Pem(Pem.ENCRYPTED, EncryptedKey.seal(der, passphrase.get()))
                    : new Pem(Pem.PRIVATE, der);
            writePrivate(file, pem.text());
            AtomicFile.writeString(
                    publicFile, VerifyingKey.of(pair.getPublic(), "the new key").pem());
            return publicFile;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no elliptic curves", e);
        }
    }

    /** {@code ada.pub.pem} beside {@code ada.pem}. */
    static Path publicFile(Path file) {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(".pem") ? name.substring(0, name.length() - 4) : name;
        return file.resolveSibling(stem + ".pub.pem");
    }

    /** A key that is there is never replaced: what it signed could not be signed again. */
    private static void writePrivate(Path file, String text) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, fresh, mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw present(file);
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
    }

    private static DasllmException present(Path file) {
        return DasllmException.input(file + " is there already and is not replaced", "Name another file");
    }

    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** The signature of a message, in DER; each is another one. */
    public byte[] sign(byte[] message) {
        return sign(key, curve, message);
    }

    private static byte[] sign(PrivateKey key, Curve curve, byte[] message) {
        try {
            Signature signer = Signature.getInstance(curve.algorithm());
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read cannot sign", e);
        }
    }
}
