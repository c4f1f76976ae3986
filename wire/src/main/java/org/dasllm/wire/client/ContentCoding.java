package org.dasllm.wire.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the compression of a body. None is asked for; some servers and proxies compress all the same, and some say so
 * where they have not, or say nothing where they have.
 */
public final class ContentCoding {
    private static final int MOST_LAYERS = 4;

    private ContentCoding() {}

    /**
     * A body as it was before compression.
     *
     * @param bytes as much as could be had, at most one byte more than {@link BoundedBody#MAX_BYTES}
     * @param unasked the compression that is not known here; null where none is
     * @param damaged whether the compressed form was not whole
     */
    public record Plain(byte[] bytes, @Nullable String unasked, boolean damaged) {
        private Plain(byte[] bytes, boolean damaged) {
            this(bytes, null, damaged);
        }
    }

    public static Plain undo(HttpHeaders headers, byte[] body) {
        List<String> codings = new ArrayList<>();
        for (String value : headers.allValues("content-encoding")) {
            codings.addAll(List.of(value.toLowerCase(Locale.ROOT).split("[\\s,]+")));
        }
        Plain plain = new Plain(body, false);
        int undone = 0;
        for (int i = codings.size() - 1; i >= 0 && !plain.damaged(); i--) {
            String coding = codings.get(i);
            boolean deflated = coding.equals("deflate") && plain.bytes().length >= 2 && !isText(plain.bytes());
            boolean unknown = !List.of("", "identity", "none", "utf-8", "gzip", "x-gzip", "deflate")
                    .contains(coding);
            if (unknown && !isText(plain.bytes()) && !isGzip(plain.bytes())) {
                return new Plain(new byte[0], shortened(coding), false);
            }
            if (deflated && undone++ < MOST_LAYERS) {
                byte[] bytes = plain.bytes();
                boolean wrapped = (bytes[0] & 0x0f) == 8 && (((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff)) % 31 == 0;
                plain = read(bytes, in -> new InflaterInputStream(in, new Inflater(!wrapped)));
            }
        }
        while (!plain.damaged() && isGzip(plain.bytes()) && undone++ < MOST_LAYERS) {
            plain = read(plain.bytes(), GZIPInputStream::new);
        }
        return plain;
    }

    private interface Opening {
        InputStream open(InputStream compressed) throws IOException;
    }

    private static Plain read(byte[] compressed, Opening opening) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = opening.open(new ByteArrayInputStream(compressed))) {
            byte[] buffer = new byte[1 << 16];
            int count = in.read(buffer);
            while (count >= 0 && out.size() <= BoundedBody.MAX_BYTES) {
                out.write(buffer, 0, Math.min(count, BoundedBody.MAX_BYTES + 1 - out.size()));
                count = in.read(buffer);
            }
            return new Plain(out.toByteArray(), false);
        } catch (IOException e) {
            // Whatever came out is not to be trusted: its checksum is wrong or missing.
            return new Plain(out.toByteArray(), true);
        }
    }

    private static boolean isGzip(byte[] bytes) {
        return bytes.length >= 2 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    }

    /** Begins as JSON or markup does. */
    private static boolean isText(byte[] bytes) {
        for (byte each : bytes) {
            if (!Character.isWhitespace(each)) {
                return each == '{' || each == '[' || each == '<';
            }
        }
        return true;
    }

    private static String shortened(String coding) {
        return coding.replaceAll("[^a-z0-9._-]", "?").substring(0, Math.min(coding.length(), 20));
    }
}
