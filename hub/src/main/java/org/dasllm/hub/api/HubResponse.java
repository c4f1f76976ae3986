package org.dasllm.hub.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What came back for one request, whose body is still to be read.
 *
 * @param uri what was asked
 * @param body fails where the server falls silent; without a bound of its own
 */
public record HubResponse(URI uri, int status, HttpHeaders headers, InputStream body) implements AutoCloseable {

    /** A header's first value, stripped. */
    public Optional<String> header(String name) {
        return headers.firstValue(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Whether it sends us elsewhere. */
    public boolean redirects() {
        return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
                && header("location").isPresent();
    }

    /** As a text in UTF-8, up to a bound; empty where there is more. */
    public Optional<String> text(int mostBytes) throws IOException {
        byte[] bytes = body.readNBytes(mostBytes + 1);
        return bytes.length > mostBytes ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            return;
        }
    }
}
