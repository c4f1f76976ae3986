package org.dasllm.signing.statement;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.dasllm.format.error.DasllmException;

/** Encodings in their one right spelling, so that no byte of a signature's file can change without being seen. */
final class StrictBytes {
    private StrictBytes() {}

    static String text(byte[] bytes, String where) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken(where, "is not text in UTF-8");
        }
    }

    static byte[] base64(String text, String where) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            // Bits that are left over in the last letter are passed over by the decoder.
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException other) {
            throw broken(where, "has bytes that are not written in base64");
        }
        throw broken(where, "has bytes that are not written in base64");
    }

    static DasllmException broken(String where, String what) {
        return DasllmException.input("The signature " + where + " " + what, "Get it from its signer again");
    }
}
