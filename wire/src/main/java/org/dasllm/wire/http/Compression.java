package org.dasllm.wire.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * gzip: undone in requests, and done in whole replies. Streams go as they are: their pieces are small, and each is to arrive at
 * once. The library could undo it as well, but takes a body that is no gzip for an empty one.
 */
final class Compression {
    /** Less than a packet of the network gains nothing. */
    private static final int LEAST_BYTES = 1400;

    private static final Pattern GZIP =
            Pattern.compile("(?:^|,)\\s*(?:x-)?gzip\\s*(?:;|,|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern GZIP_REFUSED =
            Pattern.compile("(?:^|,)\\s*(?:x-)?gzip\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$)", Pattern.CASE_INSENSITIVE);

    private Compression() {}

    /** Whether a request's body is encoded in a way that can be undone, or not at all. */
    static boolean known(HttpServerRequest request) {
        String encoding = encoding(request);
        return encoding.isEmpty() || encoding.equals("identity") || compressed(request);
    }

    static boolean compressed(HttpServerRequest request) {
        String encoding = encoding(request);
        return encoding.equals("gzip") || encoding.equals("x-gzip");
    }

    private static String encoding(HttpServerRequest request) {
        String header = request.getHeader("Content-Encoding");
        return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Takes time.
     *
     * @throws HttpRefused if it is no gzip, or would have more bytes than may be
     */
    static byte[] undo(byte[] compressed, int limit) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            byte[] bytes = in.readNBytes(limit);
            if (in.read() >= 0) {
                throw new HttpRefused(413, "The request's body is larger than " + limit + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new HttpRefused(400, "The request's body is encoded as gzip, and cannot be decoded");
        }
    }

    static boolean fits(HttpServerRequest request, byte[] body) {
        return body.length >= LEAST_BYTES && taken(request.headers().get("Accept-Encoding"));
    }

    /** Whether gzip is named, and not with a weight of nothing (RFC 9110, section 12.5.3). */
    static boolean taken(@Nullable String accepted) {
        return accepted != null
                && GZIP.matcher(accepted).find()
                && !GZIP_REFUSED.matcher(accepted).find();
    }

    static byte[] gzip(HttpServerResponse response, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        response.putHeader("Content-Encoding", "gzip").putHeader("Vary", "Accept-Encoding");
        return out.toByteArray();
    }
}
