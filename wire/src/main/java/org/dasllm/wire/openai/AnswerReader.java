package org.dasllm.wire.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.received.Envelope;
import org.dasllm.wire.received.ErrorReader;
import org.dasllm.wire.received.EventStream;
import org.dasllm.wire.received.Markup;
import org.dasllm.wire.received.ServerError;
import org.jspecify.annotations.Nullable;

/** Makes a reply of a response of success: lenient in how it is written, strict in what counts as an answer. */
final class AnswerReader {
    private final ReceivedText received;

    AnswerReader(ReceivedText received) {
        this.received = received;
    }

    ChatReply read() {
        return answer(received.body(), true);
    }

    private ChatReply answer(String text, boolean alone) {
        String body = EventStream.withoutComments(text);
        if (body.isBlank()) {
            return failed(Remedy.RETRY, "its answer is empty", null, null);
        }
        if (EventStream.begins(body)) {
            List<String> events = EventStream.data(body);
            // An error or a whole answer may come as a stream of one event.
            return alone && events.size() == 1 ? answer(events.get(0), false) : stream(text);
        }
        if (body.startsWith("<")) {
            return useless(
                    "its answer is " + Markup.kind(body) + ", not JSON",
                    null,
                    "Set base_url to the address of the API, which mostly ends in /v1; at this one there may be a website,"
                            + " a login page or a proxy's notice");
        }
        JsonNode json;
        try {
            json = Envelope.read(body);
        } catch (JsonEOFException e) {
            return unreadable(Remedy.RETRY, "its answer is not valid JSON, it breaks off", text);
        } catch (JsonProcessingException e) {
            String start = body.startsWith("{") || body.startsWith("[") ? "" : ": " + body;
            return unreadable(Remedy.RETRY, "its answer is not valid JSON" + start, text);
        }
        return completion(json.isArray() && json.size() == 1 ? json.path(0) : json, text);
    }

    private ChatReply completion(JsonNode json, String text) {
        Optional<ServerError> error = ChoiceReader.error(json).or(() -> ServerError.inAnswer(json));
        if (error.isPresent()) {
            // A server that failed while it answered may have sent, and charged, a part of the answer.
            boolean begun = !json.at("/choices/0/message/content").asText().isEmpty();
            return new ErrorReader(received).within(error.get(), text, begun);
        }
        Optional<ChatReply.Answered> answer = ChoiceReader.read(json);
        if (answer.isPresent()) {
            return StandardCharsets.UTF_8.newEncoder().canEncode(ChoiceReader.text(answer.get()))
                    ? answer.get()
                    : unreadable(Remedy.NONE, "its answer holds half a character", text);
        }
        if (ChunkReader.isPiece(json)) {
            return stream(text);
        }
        JsonNode choice = json.path("choices").path(0);
        return choice.path("message").isObject()
                ? unreadable(Remedy.NONE, "its answer holds no text, " + choice.path("finish_reason"), text)
                : unreadable(Remedy.RETRY, "its answer is not a chat completion", text);
    }

    private ChatReply stream(String text) {
        return useless(
                "its answer is a stream of events, though none was asked for",
                text,
                "See to it that the server, or a proxy before it, heeds \"stream\": false");
    }

    private ChatReply unreadable(Remedy remedy, String reason, String raw) {
        return failed(remedy, reason, raw, null);
    }

    /** What no other answer of this server will be better than. */
    private ChatReply useless(String reason, @Nullable String raw, String advice) {
        return failed(Remedy.STOP, reason, raw, advice);
    }

    private ChatReply failed(Remedy remedy, String reason, @Nullable String raw, @Nullable String advice) {
        return new ChatReply.Failed(remedy, received.status(), reason, Optional.empty(), raw, advice);
    }
}
