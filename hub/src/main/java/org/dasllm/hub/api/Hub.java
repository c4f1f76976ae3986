package org.dasllm.hub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.settings.HubSettings;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.client.ConnectionLost;
import org.dasllm.wire.client.Download;
import org.dasllm.wire.client.RetryAfter;
import org.dasllm.wire.client.SettingNames;

/** A hub's API for one model. The token goes to the hub's own address alone. Safe for use by several threads. */
public final class Hub {
    private static final int MOST_REDIRECTS = 10;
    private static final int MOST_BYTES_OF_AN_ANSWER = 32 << 20;
    private static final int MOST_BYTES_OF_AN_ERROR = 1 << 16;
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    /** As in {@code "api";r=0;t=55}: none left, 55 seconds until there are more. */
    private static final Pattern RATE_LIMIT =
            Pattern.compile("\"\\w+\"\\s*;\\s*r\\s*=\\s*0\\s*;\\s*t\\s*=\\s*(\\d{1,6})");

    private final HubSettings settings;
    private final ModelName model;
    private final Download http;
    private final Patience patience;
    private final Consumer<String> says;

    /** @param says takes a line about what is waited for */
    public Hub(HubSettings settings, ModelName model, Patience patience, Consumer<String> says) {
        this.settings = settings;
        this.model = model;
        this.http = new Download(
                settings.authorities(),
                settings.silence(),
                new SettingNames("HF_ENDPOINT", "--certificate-authorities"));
        this.patience = patience;
        this.says = says;
    }

    /**
     * A response on its way here, with what the hub itself says of the content.
     *
     * @param response that of whoever keeps the content
     * @param etag the content's name, from the hub where it says so
     * @param bytes the content's whole length; -1 where nobody says so
     * @param shown whether the token went along to the last host
     */
    public record Opened(HubResponse response, String etag, long bytes, boolean shown) implements AutoCloseable {
        /** The content's whole length, as whoever keeps it says it in this response; -1 where it does not. */
        public long said() {
            return whole(response);
        }

        @Override
        public void close() {
            response.close();
        }
    }

    /**
     * The model as the hub describes it.
     *
     * @throws DasllmException if the hub has no such model or revision, or does not show it
     */
    public ModelInfo info() throws InterruptedException {
        URI uri = URI.create(settings.endpoint() + "/api/models/" + model.id() + "/revision/"
                + UriPath.encoded(model.revision()).replace("/", "%2F") + "?blobs=true");
        JsonNode json = patience.until(() -> json(uri), says);
        return ModelInfo.of(model, json, settings.endpoint().toString());
    }

    private JsonNode json(URI uri) throws Passing, InterruptedException {
        try (Opened opened = follow("GET", uri, Map.of())) {
            require(opened, model.id());
            String text = opened.response()
                    .text(MOST_BYTES_OF_AN_ANSWER)
                    .orElseThrow(() -> ModelInfo.noHub(settings.endpoint().toString()));
            return Json.parse(text, JsonNode.class, settings.endpoint().toString());
        } catch (IOException e) {
            throw broken(e);
        } catch (DasllmException refused) {
            throw refused.getCause() == null
                    ? refused
                    : ModelInfo.noHub(settings.endpoint().toString());
        }
    }

    /**
     * A file with its size and its content's name, as the hub says them now.
     *
     * @throws DasllmException if the hub does not give it
     */
    public HubFile stat(String commit, HubFile file) throws InterruptedException {
        return patience.until(
                () -> {
                    try (Opened opened = follow("HEAD", address(commit, file.name()), Map.of())) {
                        require(opened, what(file.name()));
                        return new HubFile(file.name(), opened.bytes(), opened.etag());
                    }
                },
                says);
    }

    /**
     * A small file's content as text.
     *
     * @throws DasllmException if the hub does not give it, or it is larger
     */
    public String text(String commit, HubFile file, int mostBytes) throws InterruptedException {
        return patience.until(
                () -> {
                    try (Opened opened = follow("GET", address(commit, file.name()), Map.of())) {
                        require(opened, what(file.name()));
                        return opened.response()
                                .text(mostBytes)
                                .orElseThrow(() -> DasllmException.input(
                                        what(file.name()) + " has more than " + mostBytes + " bytes",
                                        "Do not use this model"));
                    } catch (IOException e) {
                        throw broken(e);
                    }
                },
                says);
    }

    /**
     * Asks once for a file's content.
     *
     * @param offset the first byte that is wanted; the response's status tells whether it begins there (206) or at 0 (200)
     * @throws DasllmException if the hub refuses it
     */
    public Opened open(String commit, HubFile file, long offset) throws Passing, InterruptedException {
        Map<String, String> range = offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
        Opened opened = follow("GET", address(commit, file.name()), range);
        try {
            if (opened.response().status() != 416) {
                require(opened, what(file.name()));
            }
            return opened;
        } catch (Passing | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private URI address(String commit, String file) {
        return URI.create(settings.endpoint() + "/" + model.id() + "/resolve/" + commit + "/" + UriPath.encoded(file));
    }

    private String what(String file) {
        return file + " of " + model.id();
    }

    /** Follows redirects. A HEAD ends where the hub has described the content: what keeps it need not answer it. */
    private Opened follow(String method, URI from, Map<String, String> headers) throws Passing, InterruptedException {
        URI uri = from;
        String etag = "";
        long bytes = -1;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            boolean shown = UriPath.sameOrigin(uri, settings.endpoint()) && mayBeShown(uri);
            HubResponse response = send(method, uri, headers, shown);
            if (etag.isEmpty()) {
                etag = response.header("x-linked-etag").map(Hub::plain).orElse("");
            }
            if (bytes < 0) {
                bytes = response.header("x-linked-size").map(Hub::length).orElse(-1L);
            }
            if (!response.redirects() || (method.equals("HEAD") && !etag.isEmpty())) {
                String known =
                        etag.isEmpty() ? response.header("etag").map(Hub::plain).orElse("") : etag;
                return new Opened(response, known, bytes < 0 ? whole(response) : bytes, shown);
            }
            response.close();
            uri = UriPath.redirected(uri, response.header("location").orElse(""));
        }
        throw DasllmException.input(
                settings.endpoint() + " redirects more than " + MOST_REDIRECTS + " times", "Check HF_ENDPOINT");
    }

    /** Plain HTTP shows it to everybody on the way. */
    private static boolean mayBeShown(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme()) || UriPath.loopback(uri);
    }

    private HubResponse send(String method, URI uri, Map<String, String> headers, boolean shown)
            throws Passing, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("User-Agent", "dasllm/" + RunManifest.version());
        if (shown) {
            settings.token().ifPresent(token -> all.put("Authorization", token.header()));
        }
        try {
            Download.Reply reply = http.open(method, uri, all);
            return new HubResponse(uri, reply.head().status(), reply.head().headers(), reply.body());
        } catch (ConnectionLost e) {
            Remedy remedy = e.failure().remedy();
            if (remedy == Remedy.RETRY || (remedy == Remedy.RECONNECT && http.reached())) {
                throw broken(e);
            }
            throw DasllmException.input(cannotBeAsked(e), advice(e));
        }
    }

    /** What a connection's failure means for whoever tries again. */
    public Passing broken(IOException e) {
        return new Passing(cannotBeAsked(e), advice(e), Optional.empty());
    }

    private String cannotBeAsked(IOException e) {
        return settings.endpoint() + " cannot be asked: "
                + (e instanceof ConnectionLost lost ? lost.failure().reason() : "the connection broke");
    }

    private static String advice(IOException e) {
        String advice = e instanceof ConnectionLost lost ? lost.failure().advice() : null;
        return advice == null
                ? "Check the network, HF_ENDPOINT and the proxy's settings (https_proxy and no_proxy in the environment), and"
                        + " run the same command again: what has come is kept"
                : advice;
    }

    private void require(Opened opened, String what) throws Passing {
        HubResponse response = opened.response();
        int status = response.status();
        if (status == 200 || status == 206 || response.redirects()) {
            return;
        }
        boolean elsewhere = !UriPath.sameOrigin(response.uri(), settings.endpoint());
        if (PASSING.contains(status) || elsewhere) {
            // Signed addresses of whoever keeps the content end after a while, and the hub gives another.
            throw new Passing(
                    (elsewhere ? response.uri().getHost() : settings.endpoint().toString()) + " answers with status "
                            + status + " for " + what,
                    "Try again later; what has come is kept",
                    wait(response));
        }
        throw new HubRefusal(settings, model)
                .of(response, what, opened.shown() && settings.token().isPresent());
    }

    private static Optional<Duration> wait(HubResponse response) {
        Matcher limit = RATE_LIMIT.matcher(response.header("ratelimit").orElse(""));
        if (response.status() == 429 && limit.find()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(limit.group(1)) + 1));
        }
        HttpHeaders headers = response.headers();
        String body;
        try {
            body = response.text(MOST_BYTES_OF_AN_ERROR).orElse("");
        } catch (IOException e) {
            body = "";
        }
        return RetryAfter.of(headers, body, Instant.now());
    }

    /** Without what HTTP puts around it: {@code W/} before a weak one, quotes. */
    private static String plain(String etag) {
        return etag.replaceFirst("^W/", "").replace("\"", "").toLowerCase(Locale.ROOT);
    }

    private static long length(String value) {
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : -1;
    }

    /** The whole content's length, as a response without a redirect says it. */
    private static long whole(HubResponse response) {
        Optional<String> range = response.header("content-range");
        return range.isPresent()
                ? length(range.get().replaceFirst("^.*/", ""))
                : response.header("content-length").map(Hub::length).orElse(-1L);
    }
}
