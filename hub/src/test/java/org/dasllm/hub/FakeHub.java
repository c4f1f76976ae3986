package org.dasllm.hub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.dasllm.format.io.Json;
import org.dasllm.hub.name.ContentName;

/**
 * A hub on this machine, and a second host that keeps the large files, as the real one answers by the sources of Python's
 * huggingface_hub: lists, redirects, ranges, headers of refusals. What goes wrong is asked for by the fields.
 */
public final class FakeHub implements AutoCloseable {
    static final String TOKEN = "hf_secretOfTheTest";
    static final String STRANGER = "hf_nobodyLetIn";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** One request as it came. */
    record Request(String host, String method, String path, String range, String authorization) {}

    final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    final Map<String, Repository> repositories = new ConcurrentHashMap<>();
    final AtomicLong served = new AtomicLong();
    /** Answers so many requests for large files with this status first. */
    final AtomicInteger refusals = new AtomicInteger();

    volatile int refusal = 429;
    volatile String retryAfter = "0";
    /** Closes the connection after so many bytes of a large file. */
    volatile long cutAfter = Long.MAX_VALUE;
    /** Goes on behind a large file's end. */
    volatile boolean endless;
    /** Answers a range with the whole. */
    volatile boolean ignoresRanges;
    /** Says nothing after the first bytes of a large file. */
    volatile boolean silent;

    volatile int bytesPerSecond = Integer.MAX_VALUE;
    /** Sent in the place of a content's own name. */
    volatile String otherEtag = "";
    /** Sent instead of the model's list. */
    volatile String otherList = "";

    private final HttpServer hub;
    private final HttpServer store;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** A model's files; those whose name ends in safetensors or gguf are large to git. */
    static final class Repository {
        final Map<String, byte[]> files = new HashMap<>();
        String gated = "";
        String licence = "apache-2.0";

        byte[] of(String name) {
            return Objects.requireNonNull(files.get(name), name);
        }

        Repository file(String name, String text) {
            return file(name, text.getBytes(StandardCharsets.UTF_8));
        }

        Repository file(String name, byte[] content) {
            files.put(name, content);
            return this;
        }
    }

    FakeHub() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> answer(exchange, "hub"));
        store.createContext("/", exchange -> answer(exchange, "store"));
        for (HttpServer server : List.of(hub, store)) {
            server.setExecutor(threads);
            server.start();
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    Repository repository(String id) {
        return repositories.computeIfAbsent(id, key -> new Repository());
    }

    List<Request> requestsTo(String host) {
        synchronized (requests) {
            return requests.stream().filter(each -> each.host().equals(host)).toList();
        }
    }

    static boolean large(String name) {
        return name.endsWith(".safetensors") || name.endsWith(".gguf");
    }

    static String etag(String name, byte[] content) {
        ContentName hash = ContentName.like(large(name) ? "0".repeat(64) : "0".repeat(40), content.length);
        hash.update(content, 0, content.length);
        return hash.name();
    }

    private void answer(HttpExchange exchange, String host) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(new Request(
                    host,
                    exchange.getRequestMethod(),
                    path,
                    String.valueOf(exchange.getRequestHeaders().getFirst("Range")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
            if (host.equals("store")) {
                content(exchange, path.substring(1));
            } else if (path.startsWith("/api/models/")) {
                list(exchange, path.substring("/api/models/".length()));
            } else if (path.startsWith("/renamed/model/")) {
                Replies.redirect(exchange, 307, path.replace("/renamed/model/", "/org/model/"));
            } else if (path.startsWith("/loop/")) {
                Replies.redirect(exchange, 302, path + "x");
            } else {
                resolve(exchange, path.substring(1));
            }
        }
    }

    private void list(HttpExchange exchange, String path) throws IOException {
        String id = path.replaceFirst("/revision/.*", "");
        String revision = path.replaceFirst(".*/revision/", "");
        if (id.equals("renamed/model")) {
            Replies.redirect(exchange, 307, "/api/models/org/model/revision/" + revision + "?blobs=true");
            return;
        }
        Repository repository = repositories.get(id);
        if (repository == null) {
            Replies.refuse(exchange, authorized(exchange) ? 404 : 401, "RepoNotFound", "Repository not found");
            return;
        }
        if (badToken(exchange)) {
            Replies.refuse(exchange, 401, "", "Invalid credentials in Authorization header");
            return;
        }
        if (!List.of("main", "v1", "refs/pr/1", COMMIT).contains(revision)) {
            Replies.refuse(exchange, 404, "RevisionNotFound", "Invalid rev id: " + revision);
            return;
        }
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("id", id).put("sha", COMMIT);
        if (repository.gated.isEmpty()) {
            json.put("gated", false);
        } else {
            json.put("gated", repository.gated);
        }
        json.putObject("cardData").put("license", repository.licence);
        ArrayNode siblings = json.putArray("siblings");
        repository.files.forEach((name, content) -> {
            ObjectNode file = siblings.addObject().put("rfilename", name).put("size", content.length);
            file.put("blobId", large(name) ? "f".repeat(40) : etag(name, content));
            if (large(name)) {
                file.putObject("lfs")
                        .put("sha256", etag(name, content))
                        .put("size", content.length)
                        .put("pointerSize", 130);
            }
        });
        Replies.reply(
                exchange, 200, (otherList.isEmpty() ? json.toString() : otherList).getBytes(StandardCharsets.UTF_8));
    }

    private void resolve(HttpExchange exchange, String path) throws IOException {
        String id = path.replaceFirst("/resolve/.*", "");
        String file = path.replaceFirst(".*?/resolve/[^/]+/", "");
        Repository repository = repositories.get(id);
        if (repository == null) {
            Replies.refuse(exchange, 401, "RepoNotFound", "Repository not found");
            return;
        }
        if (!repository.gated.isEmpty() && !authorized(exchange)) {
            boolean known = exchange.getRequestHeaders().containsKey("Authorization");
            Replies.refuse(
                    exchange,
                    known ? 403 : 401,
                    "GatedRepo",
                    "Access to model " + id + " is restricted. You said " + STRANGER + ".");
            return;
        }
        byte[] content = repository.files.get(file);
        if (content == null) {
            Replies.refuse(exchange, 404, "EntryNotFound", "Entry not found");
            return;
        }
        String etag = otherEtag.isEmpty() ? etag(file, content) : otherEtag;
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        if (large(file)) {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + etag + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(content.length));
            Replies.redirect(
                    exchange,
                    302,
                    "http://localhost:" + store.getAddress().getPort() + "/" + id + "/" + file + "?signed");
            return;
        }
        exchange.getResponseHeaders().set("ETag", "\"" + etag + "\"");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            Replies.reply(exchange, 200, content);
        }
    }

    private void content(HttpExchange exchange, String path) throws IOException {
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
            Replies.refuse(exchange, refusal, "", "later");
            return;
        }
        String[] parts = path.split("/", 3);
        byte[] content = repository(parts[0] + "/" + parts[1]).of(parts[2]);
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || ignoresRanges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        exchange.getResponseHeaders().set("ETag", "\"of-the-store\"");
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, endless ? 0 : content.length - from);
        send(exchange.getResponseBody(), content, from);
    }

    private void send(OutputStream out, byte[] content, int from) throws IOException {
        int piece = silent ? 100 : Math.max(1, Math.min(16 << 10, bytesPerSecond / 20));
        long sent = 0;
        for (int at = from; at < content.length && sent < cutAfter; ) {
            int count = (int) Math.min(Math.min(piece, content.length - at), cutAfter - sent);
            out.write(content, at, count);
            out.flush();
            at += count;
            sent += count;
            served.addAndGet(count);
            pause(silent ? 60_000 : bytesPerSecond == Integer.MAX_VALUE ? 0 : 1000L * count / bytesPerSecond);
        }
        for (int i = 0; endless && i < 1000; i++) {
            out.write(new byte[16 << 10]);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean authorized(HttpExchange exchange) {
        return ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private static boolean badToken(HttpExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        return token != null && !token.equals("Bearer " + TOKEN) && !token.equals("Bearer " + STRANGER);
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }
}
