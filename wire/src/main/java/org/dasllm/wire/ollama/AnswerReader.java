package org.dasllm.wire.ollama;

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
import org.dasllm.wire.received.ServerError;

/** Makes a reply of a response of success. */
final class AnswerReader {
    private final ReceivedText received;
    private final AnswerBody body;

    AnswerReader(ReceivedText received) {
        this.received = received;
        this.body = new AnswerBody(received, OllamaClientCodec.PATH);
    }

    ChatReply read() {
        return body.read(this::answer);
    }

    private ChatReply answer(JsonNode json) {
        if (ServerError.tells(json.path("error"))) {
            return new ErrorReader(received).within(ServerError.of(json), received.body(), false);
        }
        if (!json.path("message").isObject()) {
            return body.failed(
                    Remedy.RETRY, "its answer has no message, as those of " + OllamaClientCodec.PROTOCOL + " do");
        }
        if (!json.path("done").asBoolean()) {
            return new ChatReply.Failed(
                    Remedy.STOP,
                    received.status(),
                    "its answer comes in pieces, though none were asked for",
                    Optional.empty(),
                    received.body(),
                    "See to it that the server, or a proxy before it, heeds \"stream\": false");
        }
        AnswerContent content = new AnswerContent();
        List<Part> parts = content.parts(json.path("message"));
        Choice choice = new Choice(0, parts, content.finish(json), AnswerContent.tokens(json));
        return body.answered(AnswerContent.head(json), List.of(choice), AnswerContent.usage(json));
    }
}
