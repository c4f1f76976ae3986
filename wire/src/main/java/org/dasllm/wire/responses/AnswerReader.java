package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.received.AnswerBody;
import org.dasllm.wire.received.ErrorReader;
import org.dasllm.wire.received.ServerError;
import org.dasllm.wire.received.Values;

/** Makes a reply of a response of success. */
final class AnswerReader {
    private final ReceivedText received;
    private final AnswerBody body;

    AnswerReader(ReceivedText received) {
        this.received = received;
        this.body = new AnswerBody(received, "/v1");
    }

    ChatReply read() {
        return body.read(this::response);
    }

    private ChatReply response(JsonNode json) {
        JsonNode output = json.path("output");
        List<Part> parts = OutputReader.parts(output);
        if (json.path("error").isObject()) {
            // A server that failed while it answered may have sent, and charged, a part of the answer.
            boolean begun = !Part.text(parts).isEmpty();
            ServerError error = output.isArray() ? OutputReader.error(json.path("error")) : ServerError.of(json);
            return new ErrorReader(received).within(error, received.body(), begun);
        }
        if (!output.isArray()) {
            return body.failed(Remedy.RETRY, "its answer is not a response of the Responses API");
        }
        String status = Values.words(json, "status");
        return switch (status) {
            case "", "completed", "incomplete" ->
                body.answered(
                        OutputReader.head(json),
                        List.of(new Choice(0, parts, OutputReader.finish(json, parts), OutputReader.tokens(output))),
                        OutputReader.usage(json));
            default -> body.failed(Remedy.RETRY, "its answer is not finished, its status is '" + status + "'");
        };
    }
}
