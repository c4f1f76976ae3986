package org.dasllm.hub.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.wire.client.CertificateAuthorities;

/**
 * The one place where a hub is spoken to. No redirect is followed here: who follows one decides what goes with it. Proxies are
 * those of Java's system properties. Safe for use by several threads.
 */
public final class HubHttp {
    private static final Duration MOST_TO_CONNECT = Duration.ofSeconds(20);

    private final Duration silence;
    private final HttpClient client;

    /**
     * @param silence how long a server may say nothing, before the first bytes of a response and between them
     * @param authorities a PEM file of certificates that are trusted beside those that this Java trusts
     */
    public HubHttp(Duration silence, Optional<Path> authorities) {
        this.silence = silence;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(silence.compareTo(MOST_TO_CONNECT) < 0 ? silence : MOST_TO_CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                // Large bodies side by side go over connections of their own.
                .version(HttpClient.Version.HTTP_1_1);
        authorities.map(CertificateAuthorities::trusting).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /**
     * Asks once.
     *
     * @param method {@code GET} or {@code HEAD}
     * @throws IOException if no response comes
     */
    public HubResponse send(String method, URI uri, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(silence)
                .header("User-Agent", "dasllm/" + RunManifest.version())
                // What is compressed on the way has another length and other bytes.
                .header("Accept-Encoding", "identity")
                .method(method, HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        HttpResponse<InputStream> response = client.send(request.build(), info -> new ArrivingBody(silence));
        // A proxy that refused to connect leaves none.
        InputStream body = Optional.ofNullable(response.body()).orElseGet(InputStream::nullInputStream);
        return new HubResponse(uri, response.statusCode(), response.headers(), body);
    }
}
