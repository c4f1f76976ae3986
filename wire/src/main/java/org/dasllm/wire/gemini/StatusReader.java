package org.dasllm.wire.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.received.Envelope;
import org.dasllm.wire.received.ErrorReader;
import org.dasllm.wire.received.ServerError;
import org.dasllm.wire.received.Values;

/**
 * Makes a failure of Google's {@code google.rpc.Status}, whose details say more than its code: a wrong key is an invalid argument, and a quota
 * that is used up may be that of a minute or of a day, in the same words.
 */
final class StatusReader {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAULT = 500;
    /** As the names of quotas say it. */
    private static final String DAY = "PerDay";

    private static final String MINUTE = "PerMinute";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?s");

    private final ReceivedText received;

    StatusReader(ReceivedText received) {
        this.received = received;
    }

    ChatReply read() {
        try {
            JsonNode json = Envelope.read(received.body());
            // A stream's error comes in a list.
            JsonNode body = json.isArray() ? json.path(0) : json;
            return body.path("error").isObject() ? status(body) : new ErrorReader(received).read();
        } catch (JsonProcessingException e) {
            return new ErrorReader(received).read();
        }
    }

    private ChatReply status(JsonNode body) {
        ServerError error = error(body);
        int status = received.success() ? code(body) : received.status();
        JsonNode details = body.path("error").path("details");
        if (status == TOO_MANY_REQUESTS && isUsedUp(details, DAY)) {
            return new ChatReply.Failed(
                    Remedy.STOP,
                    status,
                    "HTTP " + status + ": " + error.message(),
                    Optional.empty(),
                    null,
                    "The quota of the day is used up: go on when it is whole again, or raise it at the vendor");
        }
        Optional<Duration> pause = delay(details).or(received::retryAfter);
        if (pause.isEmpty() && status == TOO_MANY_REQUESTS && isUsedUp(details, MINUTE)) {
            pause = Optional.of(Duration.ofMinutes(1));
        }
        return new ErrorReader(new ReceivedText(status, received.body(), pause)).read(error);
    }

    /** What a body with a status says: reasons from its details before its code, which is one of few. */
    static ServerError error(JsonNode body) {
        JsonNode error = body.path("error");
        List<String> words = new ArrayList<>();
        for (JsonNode detail : error.path("details")) {
            Values.text(detail.path("reason")).ifPresent(words::add);
        }
        Values.text(error.path("status")).ifPresent(words::add);
        return new ServerError(code(body), words, Values.words(error, "message"));
    }

    private static int code(JsonNode body) {
        int code = body.path("error").path("code").asInt(FAULT);
        return code >= 400 && code < 600 ? code : FAULT;
    }

    /** Whether a quota for this time is among those that {@code QuotaFailure} names. */
    private static boolean isUsedUp(JsonNode details, String time) {
        for (JsonNode detail : details) {
            for (JsonNode violation : detail.path("violations")) {
                if (Values.words(violation, "quotaId").contains(time)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** {@code RetryInfo}: a duration in seconds, as protocol buffers write it in JSON. */
    private static Optional<Duration> delay(JsonNode details) {
        for (JsonNode detail : details) {
            String text = Values.words(detail, "retryDelay");
            if (SECONDS.matcher(text).matches()) {
                BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
                return Optional.of(Duration.ofNanos(seconds.movePointRight(9).longValue()));
            }
        }
        return Optional.empty();
    }
}
