package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dasllm.harvest.teacher.Reply.Remedy;
import org.jspecify.annotations.Nullable;

/** Makes a failure of a response that is an error, by its status or by what is within. */
final class RefusalReader {
    private final URI endpoint;
    private final int status;
    private final HttpHeaders headers;
    private final Wording wording;

    RefusalReader(URI endpoint, int status, HttpHeaders headers, Wording wording) {
        this.endpoint = endpoint;
        this.status = status;
        this.headers = headers;
        this.wording = wording;
    }

    /** Of a status that is none of success. */
    Reply read(String body) {
        Optional<String> location = headers.firstValue("location");
        if (status >= 300 && status < 400 && location.isPresent()) {
            Redirect redirect = Redirect.of(endpoint, location.get());
            return failed(Remedy.STOP, status, ": it redirects to " + redirect.target(), body, null, redirect.advice());
        }
        if (PlainHttp.isRefused(endpoint, status, body)) {
            return failed(Remedy.STOP, status, ": " + body, body, null, PlainHttp.WRITE_HTTPS);
        }
        return refusal(error(body), "", body, null);
    }

    /**
     * Of a status of success.
     *
     * @param begun whether a part of an answer is there too
     */
    Reply within(ServerError error, String body, boolean begun) {
        String name = error.name().isEmpty() ? " with an error" : " with error " + error.name();
        return refusal(error, name, body, begun ? wording.start(body) : null);
    }

    private static ServerError error(String body) {
        try {
            JsonNode json = Envelope.read(body);
            return ServerError.of(json.isArray() ? json.path(0) : json);
        } catch (JsonProcessingException e) {
            return new ServerError(null, List.of(), "");
        }
    }

    private Reply refusal(ServerError error, String name, String body, @Nullable String raw) {
        int meant = meant(error, body);
        String message = error.message().isBlank() ? body : error.message();
        String told = name + ": " + (message.isBlank() ? "(no message)" : message);
        return failed(remedy(meant), meant, told, body, raw, advice(meant));
    }

    /** The status that the refusal stands for. */
    private int meant(ServerError error, String body) {
        boolean saysWhen = RetryAfter.of(headers, body, Instant.now()).isPresent();
        if (Credits.usedUp(status, body, saysWhen)) {
            return Credits.PAYMENT_REQUIRED;
        }
        int told = error.status(status).orElse(status);
        // Who says when to come back speaks of too many requests, in whatever words.
        return status == 429 && saysWhen ? status : told;
    }

    private Reply failed(
            Remedy remedy, int meant, String told, String body, @Nullable String raw, @Nullable String advice) {
        return new Reply.Failed(
                remedy,
                meant,
                wording.line("HTTP " + status + told),
                RetryAfter.of(headers, body, Instant.now()),
                raw,
                advice == null ? null : wording.line(advice));
    }

    /** What helps against a status, be it the response's or the one that an error within it stands for. */
    static Remedy remedy(int status) {
        return switch (status) {
            case 408, 409, 425, 429 -> Remedy.RETRY;
            case 401, 402, 404, 405, 407, 410, 426, 501, 505, 511 -> Remedy.STOP;
            default -> status >= 500 ? Remedy.RETRY : status >= 300 && status < 400 ? Remedy.STOP : Remedy.NONE;
        };
    }

    private static @Nullable String advice(int status) {
        return switch (status) {
            case 402 -> "Add credit or raise the quota at its operator";
            case 407 -> "Ask who runs the proxy to let this machine through without a login";
            default -> null;
        };
    }
}
