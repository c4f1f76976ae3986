package org.dasllm.signing.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.signing.key.SigningKey;
import org.dasllm.signing.key.VerifyingKey;

/**
 * One signer's signature: a Sigstore bundle (v0.3) with a DSSE envelope. It is written without any space, and read in its one spelling,
 * unknown keys refused.
 *
 * @param where the file, for messages
 * @param keyHint SHA-256 of the public key in PEM; empty where an older program left it out
 * @param statement what was signed
 * @param message the bytes that were signed: DSSE's encoding of the type and the statement
 * @param signature in DER
 */
public record SignatureFile(String where, String keyHint, Statement statement, byte[] message, byte[] signature) {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    private static final int MOST_BYTES = 256 << 20;

    /** Signs a statement and writes the file; it is whole or as it was before. */
    public static void write(Path file, Statement statement, SigningKey key) {
        byte[] payload = StatementJson.write(statement);
        ObjectNode root = Json.mapper().createObjectNode().put("mediaType", MEDIA_TYPE);
        ObjectNode material = root.putObject("verificationMaterial");
        material.putObject("publicKey").put("hint", key.verifyingKey().fingerprint());
        material.putArray("tlogEntries");
        ObjectNode envelope = root.putObject("dsseEnvelope")
                .put("payload", Base64.getEncoder().encodeToString(payload))
                .put("payloadType", PAYLOAD_TYPE);
        envelope.putArray("signatures")
                .addObject()
                .put("sig", Base64.getEncoder().encodeToString(key.sign(message(payload))))
                .put("keyid", "");
        AtomicFile.writeString(file, Json.line(root));
    }

    /** DSSE's pre-authentication encoding. */
    private static byte[] message(byte[] payload) {
        byte[] head = ("DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[head.length + payload.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(payload, 0, message, head.length, payload.length);
        return message;
    }

    /**
     * Reads a signature; whether it is one of its key is not looked at.
     *
     * @param where how messages name it
     * @throws DasllmException if the file is no signature with a key, or speaks of something else than files in a folder
     */
    public static SignatureFile read(Path file, String where) {
        JsonNode root = Json.parse(StrictBytes.text(bytes(file, where), where), JsonNode.class, where);
        require(root.path("mediaType").asText().equals(MEDIA_TYPE), where, "is no Sigstore bundle of version 0.3");
        only(root, Set.of("mediaType", "verificationMaterial", "dsseEnvelope"), where);
        JsonNode envelope = root.path("dsseEnvelope");
        only(envelope, Set.of("payload", "payloadType", "signatures"), where);
        require(envelope.path("payloadType").asText().equals(PAYLOAD_TYPE), where, "holds no statement of in-toto");
        JsonNode signatures = envelope.path("signatures");
        require(signatures.isArray() && signatures.size() == 1, where, "does not hold one signature");
        only(signatures.path(0), Set.of("sig", "keyid"), where);
        byte[] payload = StrictBytes.base64(envelope.path("payload").asText(), where);
        return new SignatureFile(
                where,
                hint(root.path("verificationMaterial"), where),
                StatementJson.read(payload, where),
                message(payload),
                StrictBytes.base64(signatures.path(0).path("sig").asText(), where));
    }

    private static String hint(JsonNode material, String where) {
        require(
                material.path("publicKey").isObject(),
                where,
                "is made with a certificate, which only the tool model_signing verifies");
        only(material, Set.of("publicKey", "tlogEntries", "timestampVerificationData"), where);
        only(material.path("publicKey"), Set.of("hint"), where);
        String hint = material.at("/publicKey/hint").asText("");
        require(hint.matches("([0-9a-f]{64})?"), where, "names its key by something else than a SHA-256");
        return hint;
    }

    private static byte[] bytes(Path file, String where) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            // Before any of it is in memory; what grows meanwhile is found below.
            require(Files.size(file) <= MOST_BYTES, where, "is larger than any signature");
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            require(bytes.length <= MOST_BYTES, where, "is larger than any signature");
            return bytes;
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private static void only(JsonNode node, Set<String> keys, String where) {
        node.fieldNames()
                .forEachRemaining(
                        key -> require(keys.contains(key), where, "has a key that is not known, '" + key + "'"));
    }

    private static void require(boolean holds, String where, String what) {
        if (!holds) {
            throw StrictBytes.broken(where, what);
        }
    }

    /** Whether the statement was signed with a key. */
    public boolean madeWith(VerifyingKey key) {
        return key.verifies(message, signature);
    }
}
