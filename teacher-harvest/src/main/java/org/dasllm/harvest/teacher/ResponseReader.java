package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.teacher.Reply.Remedy;
import org.jspecify.annotations.Nullable;

/** Makes a reply of an HTTP response. */
final class ResponseReader {
    private static final int RAW_CHARACTERS = 20_000;
    private static final int REASON_CHARACTERS = 300;

    private ResponseReader() {}

    /**
     * @param redact takes secrets out of a text
     */
    static Reply read(int status, HttpHeaders headers, byte[] body, UnaryOperator<String> redact) {
        String raw = redact.apply(new String(body, StandardCharsets.UTF_8));
        if (status != 200) {
            Optional<Duration> retryAfter = RetryAfter.of(headers, raw, Instant.now());
            int meant = Credits.usedUp(status, raw, retryAfter.isPresent()) ? Credits.PAYMENT_REQUIRED : status;
            return new Reply.Failed(remedy(meant), meant, "HTTP " + status + ": " + error(raw), retryAfter, null);
        }
        JsonNode json;
        try {
            json = Json.mapper().readTree(body);
        } catch (IOException e) {
            return unreadable(Remedy.RETRY, "its answer is not valid JSON", raw);
        }
        JsonNode choice = json.path("choices").path(0);
        JsonNode content = choice.path("message").path("content");
        if (content.isTextual()) {
            return new Reply.Answered(
                    content.textValue(),
                    text(choice.path("finish_reason")),
                    text(json.path("model")),
                    count(json.path("usage").path("prompt_tokens")),
                    count(json.path("usage").path("completion_tokens")),
                    LogprobReader.tokens(choice).orElse(null));
        }
        if (choice.path("message").isObject()) {
            return unreadable(Remedy.NONE, "its answer holds no text, " + choice.path("finish_reason"), raw);
        }
        return unreadable(Remedy.RETRY, "its answer is not a chat completion", raw);
    }

    private static Reply unreadable(Remedy remedy, String reason, String raw) {
        String start = raw.substring(0, Math.min(raw.length(), RAW_CHARACTERS));
        return new Reply.Failed(remedy, 200, reason, Optional.empty(), start);
    }

    static Remedy remedy(int status) {
        if (status == 408 || status == 409 || status == 429 || status >= 500) {
            return Remedy.RETRY;
        }
        return status == 401
                        || status == Credits.PAYMENT_REQUIRED
                        || status == 404
                        || status == 405
                        || (status >= 300 && status < 400)
                ? Remedy.STOP
                : Remedy.NONE;
    }

    /** The server's own words, from the places where servers put them. */
    private static String error(String raw) {
        String message = raw;
        try {
            JsonNode json = Json.mapper().readTree(raw);
            JsonNode error = json.path("error");
            for (JsonNode node :
                    new JsonNode[] {error.path("message"), error, json.path("message"), json.path("detail")}) {
                if (node.isTextual()) {
                    message = node.textValue();
                    break;
                }
            }
        } catch (IOException e) {
            message = raw;
        }
        String line = message.replaceAll("\\s+", " ").strip();
        return line.isEmpty() ? "(no message)" : line.substring(0, Math.min(line.length(), REASON_CHARACTERS));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    private static @Nullable Long count(JsonNode node) {
        return node.canConvertToLong() && node.longValue() >= 0 ? node.longValue() : null;
    }
}
