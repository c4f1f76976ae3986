package org.dasllm.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.received.AnswerBody;

/** Makes a reply of a response of success. A question that was not let through is an answer without parts, which says why. */
final class AnswerReader {
    private final ReceivedText received;
    private final AnswerBody body;

    AnswerReader(ReceivedText received) {
        this.received = received;
        this.body = new AnswerBody(received, GeminiClientCodec.VERSION);
    }

    ChatReply read() {
        return body.read(this::response);
    }

    private ChatReply response(JsonNode json) {
        if (json.path("error").isObject()) {
            return new StatusReader(received).read();
        }
        List<Choice> choices = new ArrayList<>();
        ContentReader.CallNames names = new ContentReader.CallNames(json);
        for (JsonNode candidate : json.path("candidates")) {
            choices.add(choice(candidate, choices.size(), names));
        }
        Optional<Finish> blocked = ContentReader.blocked(json);
        if (choices.isEmpty() && blocked.isPresent()) {
            choices.add(new Choice(0, List.of(), blocked, Optional.empty()));
        }
        return choices.isEmpty()
                ? body.failed(Remedy.RETRY, "its answer has no candidates, as those of the Gemini API do")
                : body.answered(ContentReader.head(json), choices, UsageReader.usage(json));
    }

    private static Choice choice(JsonNode candidate, int place, ContentReader.CallNames names) {
        List<Part> parts = ContentReader.parts(candidate.path("content").path("parts"), names);
        boolean called = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        return new Choice(
                candidate.path("index").asInt(place),
                parts,
                ContentReader.finish(candidate, called),
                ContentReader.tokens(candidate));
    }
}
