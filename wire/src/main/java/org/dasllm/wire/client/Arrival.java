package org.dasllm.wire.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.ReceivedText;
import org.jspecify.annotations.Nullable;

/** Makes a text of an HTTP response: lenient in how it is sent, and telling what is wrong where it is no text. */
final class Arrival {
    private static final int MOST_ID_CHARACTERS = 200;

    /** Of what a vendor calls a request: Anthropic's; that of OpenAI and most others; Azure's; Amazon's. */
    private static final List<String> ID_NAMES =
            List.of("request-id", "x-request-id", "apim-request-id", "x-amzn-requestid");

    private final URI endpoint;
    private final String path;
    private final int status;
    private final HttpHeaders headers;

    /**
     * @param endpoint what was asked
     * @param path how its path ends, below the address of the API
     */
    Arrival(URI endpoint, String path, int status, HttpHeaders headers) {
        this.endpoint = endpoint;
        this.path = path;
        this.status = status;
        this.headers = headers;
    }

    Exchange of(byte[] body) {
        ContentCoding.Plain plain = ContentCoding.undo(headers, body);
        Optional<String> text = BodyText.of(headers, plain.bytes());
        if (status < 200 || status >= 300) {
            return refusal(text.orElse(""));
        }
        String raw = text.orElseGet(() -> new String(plain.bytes(), StandardCharsets.UTF_8));
        if (plain.bytes().length > BoundedBody.MAX_BYTES) {
            return broken(Remedy.NONE, "its answer has more than " + BoundedBody.MAX_BYTES + " bytes", raw, null);
        }
        if (plain.unasked() != null) {
            return broken(
                    Remedy.STOP,
                    "its answer is compressed by '" + plain.unasked() + "', which was not asked for",
                    raw,
                    "Ask its operator, or who runs the proxy before it, to send answers uncompressed");
        }
        if (plain.damaged()) {
            return broken(Remedy.RETRY, "its answer's compressed form is damaged or cut off", raw, null);
        }
        return text.isEmpty() ? broken(Remedy.RETRY, "its answer is no text in UTF-8", raw, null) : arrived(text.get());
    }

    /** A status that is none of success. */
    private Exchange refusal(String body) {
        Optional<String> location = headers.firstValue("location");
        if (status >= 300 && status < 400 && location.isPresent()) {
            Redirect redirect = Redirect.of(endpoint, path, location.get());
            return refused("it redirects to " + redirect.target(), body, redirect.advice());
        }
        if (PlainHttp.isRefused(endpoint, status, body)) {
            return refused(body, body, SettingNames.OF_TEACHER.writeHttps());
        }
        return arrived(body);
    }

    private Exchange arrived(String text) {
        return new Exchange.Arrived(new ReceivedText(status, text, retryAfter(text), requestId()), headers);
    }

    private Optional<Duration> retryAfter(String text) {
        return RetryAfter.of(headers, text, Instant.now());
    }

    private Optional<String> requestId() {
        return ID_NAMES.stream()
                .flatMap(name -> headers.firstValue(name).stream())
                .filter(id -> !id.isBlank() && id.length() <= MOST_ID_CHARACTERS)
                .findFirst();
    }

    private Exchange refused(String told, String body, String advice) {
        return new Exchange.Broken(new ChatReply.Failed(
                Remedy.STOP, status, "HTTP " + status + ": " + told, retryAfter(body), null, advice, requestId()));
    }

    private Exchange broken(Remedy remedy, String reason, String raw, @Nullable String advice) {
        return new Exchange.Broken(
                new ChatReply.Failed(remedy, status, reason, Optional.empty(), raw, advice, requestId()));
    }
}
