package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.received.AnswerMessage;
import org.dasllm.wire.received.Envelope;
import org.dasllm.wire.received.ErrorReader;
import org.dasllm.wire.received.Markup;
import org.jspecify.annotations.Nullable;

/** Makes a reply of a response of success. */
final class AnswerReader {
    private final ReceivedText received;

    AnswerReader(ReceivedText received) {
        this.received = received;
    }

    ChatReply read() {
        String body = received.body();
        if (body.isBlank()) {
            return failed(Remedy.RETRY, "its answer is empty", null, null);
        }
        if (body.startsWith("<")) {
            return failed(
                    Remedy.STOP,
                    "its answer is " + Markup.kind(body) + ", not JSON",
                    null,
                    "Set base_url to the address of the API, which mostly ends in /v1");
        }
        JsonNode json;
        try {
            json = Envelope.read(body);
        } catch (JsonProcessingException e) {
            return failed(Remedy.RETRY, "its answer is not valid JSON", body, null);
        }
        if (json.path("type").asText().equals("error")) {
            return new ErrorReader(received).read();
        }
        List<Part> parts = ContentReader.parts(json.path("content"));
        if (!ContentReader.refusal(json).isEmpty()) {
            parts.add(new Part.Refusal(ContentReader.refusal(json)));
        }
        if (!json.path("type").asText().equals("message")
                || !json.path("content").isArray()) {
            return failed(Remedy.RETRY, "its answer is not a message of the Messages API", body, null);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(Part.text(parts))) {
            return failed(Remedy.NONE, "its answer holds half a character", body, null);
        }
        Choice choice = new Choice(0, parts, ContentReader.finish(json), Optional.empty());
        ChatResponse response = new ChatResponse(
                ContentReader.head(json),
                List.of(choice),
                json.path("usage").isObject()
                        ? Optional.of(ContentReader.usage(json.path("usage")))
                        : Optional.empty());
        return new ChatReply.Answered(response, AnswerMessage.of(parts));
    }

    private ChatReply failed(Remedy remedy, String reason, @Nullable String raw, @Nullable String advice) {
        return new ChatReply.Failed(remedy, received.status(), reason, Optional.empty(), raw, advice);
    }
}
