package org.dasllm.wire.received;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.ReceivedText;
import org.jspecify.annotations.Nullable;

/** Makes a failure of a response that is an error, by its status or by what is within. */
public final class ErrorReader {
    private final ReceivedText received;

    public ErrorReader(ReceivedText received) {
        this.received = received;
    }

    /** Of a status that is none of success. */
    public ChatReply read() {
        return read(error(received.body()));
    }

    /** Of a status that is none of success, where more is known of the error. */
    public ChatReply read(ServerError error) {
        return failure(error, "", received.body(), null);
    }

    /**
     * Of a status of success.
     *
     * @param begun whether a part of an answer is there too
     */
    public ChatReply within(ServerError error, String body, boolean begun) {
        String name = error.name().isEmpty() ? " with an error" : " with error " + error.name();
        return failure(error, name, body, begun ? body : null);
    }

    /** What a body says, as JSON or in plain words. */
    static ServerError error(String body) {
        try {
            JsonNode json = Envelope.read(body);
            if (json.isContainerNode()) {
                return ServerError.of(json.isArray() ? json.path(0) : json);
            }
        } catch (JsonProcessingException e) {
            return new ServerError(null, List.of(), body);
        }
        return new ServerError(null, List.of(), body);
    }

    private ChatReply failure(ServerError error, String name, String body, @Nullable String raw) {
        int meant = error.status(received.status(), received.retryAfter().isPresent())
                .orElse(received.status());
        String message = error.message().isBlank() ? body : error.message();
        String told = name + ": " + (message.isBlank() ? "(no message)" : message);
        Remedy remedy = remedy(meant);
        return new ChatReply.Failed(
                remedy,
                meant,
                "HTTP " + received.status() + told,
                received.retryAfter(),
                raw,
                remedy == Remedy.STOP ? advice(meant) : null);
    }

    /** What helps against a status, be it the response's or the one that an error within it stands for. */
    private static Remedy remedy(int status) {
        return switch (status) {
            case 408, 409, 425, 429 -> Remedy.RETRY;
            case 401, 402, 404, 405, 407, 410, 426, 501, 505, 511 -> Remedy.STOP;
            default -> status >= 500 ? Remedy.RETRY : status >= 300 && status < 400 ? Remedy.STOP : Remedy.NONE;
        };
    }

    private static String advice(int status) {
        return switch (status) {
            case Credits.PAYMENT_REQUIRED -> "Add credit or raise the quota at the vendor";
            case 407 -> "Write the proxy's login into https_proxy, as http://user:password@host:port";
            default -> status < 400 ? "Correct base_url" : "Check the key's environment variable, base_url and model";
        };
    }
}
