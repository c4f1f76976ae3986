package org.dasllm.harvest.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.teacher.VendorAccess;
import org.dasllm.wire.client.ConnectionLost;
import org.dasllm.wire.client.Download;
import org.dasllm.wire.client.SettingNames;

/** Requests to a vendor beside those for answers: with the teacher's key, its certificate authorities and its patience. */
final class VendorApi {
    /** Files of requests take their time on slow lines. */
    private static final int LEAST_SILENCE_SECONDS = 600;

    private static final int MOST_REPLY_BYTES = 64 << 20;
    private static final int MOST_LINE_BYTES = 64 << 20;
    private static final int SHOWN_CHARACTERS = 300;
    private static final Set<Integer> NOT_NOW = Set.of(408, 409, 425, 429);
    private static final int OK = 200;
    /** As proxies say that have looked at a body. */
    private static final int PASSED_ON = 203;

    private static final int SERVER_ERRORS = 500;
    private static final int OVERLOADED = 529;
    private static final int TOO_MANY = 429;

    private final VendorAccess access;
    private final Download download;

    VendorApi(TeacherConfig teacher) {
        this.access = VendorAccess.of(teacher);
        this.download = new Download(
                Optional.ofNullable(teacher.certificateAuthorities()),
                Duration.ofSeconds(Math.max(LEAST_SILENCE_SECONDS, (long) teacher.timeoutSeconds())),
                new SettingNames("base_url", "harvest.teacher.certificate_authorities"));
    }

    /**
     * A reply that was read to its end.
     *
     * @param header gives the first header of a name
     */
    record Whole(JsonNode body, java.net.http.HttpHeaders header) {}

    JsonNode get(URI address) throws VendorUnavailable, InterruptedException {
        return send("GET", address, Map.of(), new byte[0], true).body();
    }

    JsonNode post(URI address, JsonNode body) throws VendorUnavailable, InterruptedException {
        return send(
                        "POST",
                        address,
                        Map.of("Content-Type", "application/json"),
                        Json.line(body).getBytes(StandardCharsets.UTF_8),
                        true)
                .body();
    }

    /** @param keyed whether the key goes with it */
    Whole send(String method, URI address, Map<String, String> headers, byte[] body, boolean keyed)
            throws VendorUnavailable, InterruptedException {
        boolean changes = !method.equals("GET");
        Download.Reply reply = open(method, address, headers, body, keyed, changes);
        String text;
        try (InputStream in = reply.body()) {
            text = new String(in.readNBytes(MOST_REPLY_BYTES), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw lost(address, broken, changes);
        }
        refuse(address, reply.head().status(), text, changes);
        try {
            return new Whole(Json.mapper().readTree(text), reply.head().headers());
        } catch (JsonProcessingException e) {
            throw new VendorUnavailable(place(address) + " answers something that is no JSON", changes);
        }
    }

    /** Hands over the lines of a file as they come. Of one that is far too long, its beginning. */
    void lines(URI address, Consumer<String> each) throws VendorUnavailable, InterruptedException {
        Download.Reply reply = open("GET", address, Map.of(), new byte[0], true, false);
        try (InputStream in = reply.body()) {
            int status = reply.head().status();
            if (status != OK && status != PASSED_ON) {
                String text = new String(in.readNBytes(MOST_REPLY_BYTES), StandardCharsets.UTF_8);
                refuse(address, status, text, false);
                // Such as 202 or 204: without the file, its answers must not be taken for ones that never were.
                throw new VendorUnavailable(place(address) + " answers HTTP " + status + " without the file", false);
            }
            LineReader lines = new LineReader(in, MOST_LINE_BYTES);
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (!line.get().isBlank()) {
                    each.accept(line.get());
                }
            }
        } catch (IOException broken) {
            throw lost(address, broken, false);
        }
    }

    private Download.Reply open(
            String method, URI address, Map<String, String> headers, byte[] body, boolean keyed, boolean changes)
            throws VendorUnavailable, InterruptedException {
        Map<String, String> all = new HashMap<>(keyed ? access.headers() : Map.of());
        all.put("Accept", "application/json");
        all.putAll(headers);
        try {
            return download.open(method, address, all, body);
        } catch (ConnectionLost lost) {
            throw lost(address, lost, changes);
        }
    }

    private VendorUnavailable lost(URI address, IOException broken, boolean changes) throws InterruptedException {
        if (broken instanceof InterruptedIOException) {
            throw new InterruptedException("interrupted");
        }
        return new VendorUnavailable(
                place(address) + ": " + access.withoutKey(String.valueOf(broken.getMessage())), changes);
    }

    /**
     * Turns what is no success into an exception.
     *
     * @param changes whether a server that failed may have done what it was asked for
     */
    private void refuse(URI address, int status, String text, boolean changes) throws VendorUnavailable {
        if (status >= 200 && status < 300) {
            return;
        }
        String what = place(address) + " answers HTTP " + status + ": " + message(text);
        if (NOT_NOW.contains(status) || status >= SERVER_ERRORS) {
            throw new VendorUnavailable(what, changes && status != TOO_MANY && status != OVERLOADED);
        }
        throw DasllmException.input("The vendor refuses: " + what, advice(status));
    }

    private static String advice(int status) {
        return switch (status) {
            case 401, 403 -> "Check the key and what it may do, and run the same command again";
            case 404, 405 ->
                "Check base_url and model, or leave out batch where this server has no such interface; run the same command again";
            default -> "Correct the cause, and run the same command again";
        };
    }

    /** What a vendor says of an error, on one line. */
    String message(String text) {
        String said = text;
        try {
            JsonNode error = Json.mapper().readTree(text).path("error");
            said = error.path("message").asText(error.isTextual() ? error.textValue() : text);
        } catch (JsonProcessingException e) {
            said = text;
        }
        String line = access.withoutKey(said.replaceAll("[\\s\\p{Cntrl}]+", " ").strip());
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
    }

    String withoutKey(String text) {
        return access.withoutKey(text);
    }

    private static String place(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }
}
