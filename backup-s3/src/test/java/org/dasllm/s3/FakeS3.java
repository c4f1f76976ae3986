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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The part of the S3 protocol that backups use, for one bucket by path: objects, listing page by page, uploads in parts. It asks who signed, as
 * every store does, and does not check the signature.
 */
final class FakeS3 implements AutoCloseable {
    static final String BUCKET = "backups-of-tests";

    private static final int PAGE = 3;

    final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
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
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        String signed = exchange.getRequestHeaders().getFirst("Authorization");
        try (exchange) {
            if (busy > 0) {
                busy--;
                send(exchange, 503, error("SlowDown"));
            } else if (signed == null || !signed.contains("Credential=known/")) {
                send(exchange, 403, error("InvalidAccessKeyId"));
            } else if (!path.equals("/" + BUCKET) && !path.startsWith("/" + BUCKET + "/")) {
                send(exchange, 404, error("NoSuchBucket"));
            } else {
                String key = path.substring(Math.min(path.length(), BUCKET.length() + 2));
                handle(exchange, key, query(exchange), plain(exchange, body));
            }
        }
    }

    private void handle(HttpExchange exchange, String key, Map<String, String> query, byte[] body) throws IOException {
        String method = exchange.getRequestMethod();
        if (key.isEmpty()) {
            send(exchange, 200, listing(query));
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
            send(exchange, 404, head ? "" : error("NoSuchKey"));
        } else if (head) {
            exchange.getResponseHeaders().add("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private String listing(Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", "");
        List<String> keys = objects.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .toList();
        List<String> page = keys.subList(0, Math.min(PAGE, keys.size()));
        StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>")
                .append(keys.size() > page.size())
                .append("</IsTruncated>");
        if (keys.size() > page.size()) {
            xml.append("<NextContinuationToken>")
                    .append(page.get(page.size() - 1))
                    .append("</NextContinuationToken>");
        }
        page.forEach(key -> xml.append("<Contents><Key>").append(key).append("</Key></Contents>"));
        return xml.append("</ListBucketResult>").toString();
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

    /** Without the signatures of the pieces in which AWS's clients send a body over plain HTTP. */
    private static byte[] plain(HttpExchange exchange, byte[] body) {
        String hash = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
        if (hash == null || !hash.startsWith("STREAMING-")) {
            return body;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int end =
                    new String(body, at, Math.min(200, body.length - at), StandardCharsets.ISO_8859_1).indexOf("\r\n");
            String head = new String(body, at, end, StandardCharsets.ISO_8859_1);
            int bytes = Integer.parseInt(head.substring(0, head.indexOf(';')), 16);
            if (bytes == 0) {
                break;
            }
            all.write(body, at + end + 2, bytes);
            at += end + 2 + bytes + 2;
        }
        return all.toByteArray();
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>no</Message></Error>";
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
