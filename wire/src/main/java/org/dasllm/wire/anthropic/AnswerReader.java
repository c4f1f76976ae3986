package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.received.AnswerBody;
import org.dasllm.wire.received.ErrorReader;

/** Makes a reply of a response of success. */
final class AnswerReader {
    private final ReceivedText received;
    private final AnswerBody body;

    AnswerReader(ReceivedText received) {
        this.received = received;
        this.body = new AnswerBody(received, "/v1");
    }

    ChatReply read() {
        return body.read(this::message);
    }

    private ChatReply message(JsonNode json) {
        if (json.path("type").asText().equals("error")) {
            return new ErrorReader(received).read();
        }
        if (!json.path("type").asText().equals("message")
                || !json.path("content").isArray()) {
            return body.failed(Remedy.RETRY, "its answer is not a message of the Messages API");
        }
        List<Part> parts = ContentReader.parts(json.path("content"));
        if (!ContentReader.refusal(json).isEmpty()) {
            parts.add(new Part.Refusal(ContentReader.refusal(json)));
        }
        Choice choice = new Choice(0, parts, ContentReader.finish(json), Optional.empty());
        return body.answered(
                ContentReader.head(json),
                List.of(choice),
                json.path("usage").isObject()
                        ? Optional.of(ContentReader.usage(json.path("usage")))
                        : Optional.empty());
    }
}
