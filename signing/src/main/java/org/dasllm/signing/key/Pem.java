package org.dasllm.signing.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;

/**
 * A key in the textual encoding of RFC 7468.
 *
 * @param label what stands behind {@code BEGIN}, such as {@code PUBLIC KEY}
 * @param der the bytes
 */
record Pem(String label, byte[] der) {
    static final String PUBLIC = "PUBLIC KEY";
    static final String PRIVATE = "PRIVATE KEY";
    static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

    private static final int MOST_BYTES = 64 << 10;
    private static final int LINE = 64;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    static Pem read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
        if (bytes.length > MOST_BYTES) {
            throw noKey(file.toString());
        }
        return parse(new String(bytes, StandardCharsets.ISO_8859_1), file.toString());
    }

    /** @param where named in the message when there is no key in the text */
    static Pem parse(String text, String where) {
        Matcher block = BLOCK.matcher(text);
        // The parameters of a curve stand before an older private key, and are not the key.
        while (block.find()) {
            if (!block.group(1).equals("EC PARAMETERS")) {
                try {
                    byte[] der = Base64.getDecoder().decode(block.group(2).replaceAll("\\s", ""));
                    return new Pem(block.group(1), der);
                } catch (IllegalArgumentException broken) {
                    throw noKey(where);
                }
            }
        }
        throw noKey(where);
    }

    private static DasllmException noKey(String where) {
        return DasllmException.input(
                where + " holds no key in PEM, which begins with -----BEGIN",
                "Name a file that dasllm sign --new-key or openssl has written");
    }

    /** The usual spelling, which other programs write byte for byte alike. */
    String text() {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
