package org.dasllm.wire.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Whole replies as gzip. Streams go as they are: their pieces are small, and each is to arrive at once. */
final class Compression {
    /** Less than a packet of the network gains nothing. */
    private static final int LEAST_BYTES = 1400;

    private static final Pattern GZIP =
            Pattern.compile("(?:^|,)\\s*(?:x-)?gzip\\s*(?:;|,|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern GZIP_REFUSED =
            Pattern.compile("(?:^|,)\\s*(?:x-)?gzip\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$)", Pattern.CASE_INSENSITIVE);

    private Compression() {}

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
