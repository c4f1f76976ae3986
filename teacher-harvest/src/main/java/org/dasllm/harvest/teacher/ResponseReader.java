package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dasllm.harvest.teacher.Reply.Remedy;
import org.jspecify.annotations.Nullable;

/** Makes a reply of an HTTP response: lenient in how it is written, strict in what counts as an answer. */
final class ResponseReader {
    private final int status;
    private final Wording wording;
    private final RefusalReader refusals;

    private ResponseReader(int status, Wording wording, RefusalReader refusals) {
        this.status = status;
        this.wording = wording;
        this.refusals = refusals;
    }

    /**
     * @param endpoint what was asked
     * @param redact takes secrets out of a text
     */
    static Reply read(URI endpoint, int status, HttpHeaders headers, byte[] body, UnaryOperator<String> redact) {
        Wording wording = new Wording(redact);
        RefusalReader refusals = new RefusalReader(endpoint, status, headers, wording);
        ContentCoding.Plain plain = ContentCoding.undo(headers, body);
        Optional<String> text = BodyText.of(headers, plain.bytes());
        if (status < 200 || status >= 300) {
            return refusals.read(text.orElse(""));
        }
        ResponseReader reader = new ResponseReader(status, wording, refusals);
        String raw = text.orElseGet(() -> new String(plain.bytes(), StandardCharsets.UTF_8));
        if (plain.bytes().length > BoundedBody.MAX_BYTES) {
            return reader.unreadable(Remedy.NONE, "its answer has more than " + BoundedBody.MAX_BYTES + " bytes", raw);
        }
        if (plain.unasked() != null) {
            return reader.useless(
                    "its answer is compressed by '" + plain.unasked() + "', which was not asked for",
                    raw,
                    "Ask its operator, or who runs the proxy before it, to send answers uncompressed");
        }
        if (plain.damaged()) {
            return reader.unreadable(Remedy.RETRY, "its answer's compressed form is damaged or cut off", raw);
        }
        return text.isEmpty()
                ? reader.unreadable(Remedy.RETRY, "its answer is no text in UTF-8", raw)
                : reader.answer(text.get(), true);
    }

    private Reply answer(String text, boolean alone) {
        String body = EventStream.withoutComments(text);
        if (body.isBlank()) {
            return new Reply.Failed(Remedy.RETRY, status, "its answer is empty", Optional.empty(), null);
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

    private Reply completion(JsonNode json, String text) {
        Optional<ServerError> error = ChoiceReader.error(json).or(() -> ServerError.inAnswer(json));
        if (error.isPresent()) {
            // A server that failed while it answered may have sent, and charged, a part of the answer.
            boolean begun = !json.at("/choices/0/message/content").asText().isEmpty();
            return refusals.within(error.get(), text, begun);
        }
        Optional<Reply.Answered> answer = ChoiceReader.read(json);
        if (answer.isPresent()) {
            return StandardCharsets.UTF_8.newEncoder().canEncode(answer.get().content())
                    ? answer.get()
                    : unreadable(Remedy.NONE, "its answer holds half a character", text);
        }
        if (EventStream.isPiece(json)) {
            return stream(text);
        }
        JsonNode choice = json.path("choices").path(0);
        return choice.path("message").isObject()
                ? unreadable(Remedy.NONE, "its answer holds no text, " + choice.path("finish_reason"), text)
                : unreadable(Remedy.RETRY, "its answer is not a chat completion", text);
    }

    private Reply stream(String text) {
        return useless(
                "its answer is a stream of events, though none was asked for",
                text,
                "See to it that the server, or a proxy before it, heeds \"stream\": false");
    }

    private Reply unreadable(Remedy remedy, String reason, String raw) {
        return new Reply.Failed(remedy, status, wording.line(reason), Optional.empty(), wording.start(raw));
    }

    /** What no other answer of this server will be better than. */
    private Reply useless(String reason, @Nullable String raw, String advice) {
        return new Reply.Failed(
                Remedy.STOP,
                status,
                wording.line(reason),
                Optional.empty(),
                raw == null ? null : wording.start(raw),
                advice);
    }
}
