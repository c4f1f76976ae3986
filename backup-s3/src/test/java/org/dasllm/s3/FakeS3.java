package org.dasllm.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.fake.store.Bucket;

/**
 * The part of the S3 protocol that backups use, for one bucket by path: objects, listing page by page, uploads in parts. It asks who signed, as
 * every store does, and does not check the signature.
 */
final class FakeS3 implements AutoCloseable {
    static final String BUCKET = "backups-of-tests";

    private static final int PAGE = 3;

    private final Bucket bucket = new Bucket(BUCKET);
    final Map<String, byte[]> objects = bucket.objects();
    final List<String> requests = new ArrayList<>();
    private final Map<String, Map<Integer, byte[]>> uploads = new TreeMap<>();
    private final HttpServer server;

    /** A name of an object that is stored with a bit changed; empty for none. */
    String damaging = "";

    /** How many of the next requests are answered by 503. */
    int busy;

    FakeS3() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Optional<String> key = bucket.key(exchange.getRequestURI().getPath());
        Optional<String> hash = Optional.ofNullable(exchange.getRequestHeaders().getFirst("x-amz-content-sha256"));
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        String signed = exchange.getRequestHeaders().getFirst("Authorization");
        try (exchange) {
            if (busy > 0) {
                busy--;
                send(exchange, 503, Bucket.error("SlowDown"));
            } else if (signed == null || !signed.contains("Credential=known/")) {
                send(exchange, 403, Bucket.error("InvalidAccessKeyId"));
            } else if (key.isEmpty()) {
                send(exchange, 404, Bucket.error("NoSuchBucket"));
            } else {
                handle(exchange, key.get(), query(exchange), Bucket.plain(hash, body));
            }
        }
    }

    private void handle(HttpExchange exchange, String key, Map<String, String> query, byte[] body) throws IOException {
        String method = exchange.getRequestMethod();
        if (key.isEmpty()) {
            send(
                    exchange,
                    200,
                    bucket.listing(
                            query.getOrDefault("prefix", ""), query.getOrDefault("continuation-token", ""), PAGE));
        } else if (method.equals("POST") && query.containsKey("uploads")) {
            uploads.put("u" + uploads.size(), new TreeMap<>());
            send(
                    exchange,
                    200,
                    "<InitiateMultipartUploadResult><UploadId>u" + (uploads.size() - 1)
                            + "</UploadId></InitiateMultipartUploadResult>");
        } else if (method.equals("POST")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            upload(query).values().forEach(all::writeBytes);
            objects.put(key, all.toByteArray());
            send(exchange, 200, "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>");
        } else if (method.equals("PUT") && query.containsKey("partNumber")) {
            upload(query).put(Integer.valueOf(query.get("partNumber")), body);
            exchange.getResponseHeaders().add("ETag", "\"part\"");
            send(exchange, 200, "");
        } else if (method.equals("PUT")) {
            if (key.equals(damaging)) {
                body[0] ^= 1;
            }
            objects.put(key, body);
            send(exchange, 200, "");
        } else if (method.equals("DELETE")) {
            objects.remove(key);
            send(exchange, 204, "");
        } else {
            read(exchange, key, method.equals("HEAD"));
        }
    }

    private Map<Integer, byte[]> upload(Map<String, String> query) {
        return uploads.computeIfAbsent(query.getOrDefault("uploadId", ""), each -> new TreeMap<>());
    }

    private void read(HttpExchange exchange, String key, boolean head) throws IOException {
        byte[] content = objects.get(key);
        if (content == null) {
            send(exchange, 404, head ? "" : Bucket.error("NoSuchKey"));
        } else if (head) {
            exchange.getResponseHeaders().add("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String text = exchange.getRequestURI().getQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] halves = pair.split("=", 2);
            query.put(halves[0], halves.length > 1 ? halves[1] : "");
        }
        return query;
    }

    private static void send(HttpExchange exchange, int status, String xml) {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        try {
            boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
            if (!none) {
                exchange.getResponseBody().write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
