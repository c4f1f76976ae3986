package org.dasllm.wire.received;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Usage;
import org.jspecify.annotations.Nullable;

/** The body of a response of success, which must be one JSON object that is an answer. */
public final class AnswerBody {
    private final ReceivedText received;
    private final String versionPath;

    /** @param versionPath how the address of the API mostly ends, such as {@code /v1} */
    public AnswerBody(ReceivedText received, String versionPath) {
        this.received = received;
        this.versionPath = versionPath;
    }

    /** What the reader makes of the JSON, or a failure where there is none. */
    public ChatReply read(Function<JsonNode, ChatReply> reader) {
        String body = received.body();
        if (body.isBlank()) {
            return failed(Remedy.RETRY, "its answer is empty", null, null);
        }
        if (body.startsWith("<")) {
            return failed(
                    Remedy.STOP,
                    "its answer is " + Markup.kind(body) + ", not JSON",
                    null,
                    "Set base_url to the address of the API, which mostly ends in " + versionPath);
        }
        if (EventStream.begins(body)) {
            return failed(
                    Remedy.STOP,
                    "its answer is a stream of events, though none was asked for",
                    body,
                    "See to it that the server, or a proxy before it, sends whole answers");
        }
        try {
            return reader.apply(Envelope.read(body));
        } catch (JsonProcessingException e) {
            return failed(Remedy.RETRY, "its answer is not valid JSON");
        }
    }

    /** An answer; a failure where a text of it cannot be written down. */
    public ChatReply answered(ResponseHead head, List<Choice> choices, Optional<Usage> usage) {
        boolean written = choices.stream()
                .allMatch(choice -> StandardCharsets.UTF_8.newEncoder().canEncode(choice.text()));
        return written
                ? new ChatReply.Answered(
                        new ChatResponse(head, choices, usage),
                        AnswerMessage.of(choices.get(0).parts()))
                : failed(Remedy.NONE, "its answer holds half a character");
    }

    /** A body that is no answer; it may have been paid for, and is kept. */
    public ChatReply failed(Remedy remedy, String reason) {
        return failed(remedy, reason, received.body(), null);
    }

    private ChatReply failed(Remedy remedy, String reason, @Nullable String raw, @Nullable String advice) {
        return new ChatReply.Failed(remedy, received.status(), reason, Optional.empty(), raw, advice);
    }
}
