package org.dasllm.gateway.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.privacy.mask.Masking;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.client.ContentCoding;
import org.dasllm.wire.received.EventStream;
import org.jspecify.annotations.Nullable;

/** Makes a journal's line of an exchange that has passed, by the codecs of its protocol. Safe for use by several threads. */
final class ExchangeReader {
    private static final List<String> REQUEST_IDS = List.of("x-request-id", "request-id");

    private final Optional<Masking> masking;
    private final double sampleRate;

    ExchangeReader(Optional<Masking> masking, double sampleRate) {
        this.masking = masking;
        this.sampleRate = sampleRate;
    }

    JournalLine.Exchange line(Captured captured) throws NotRecorded {
        JsonNode request = request(captured);
        String conversation = Conversations.of(captured.conversation(), request);
        if (!Conversations.taken(conversation, sampleRate)) {
            throw new NotRecorded(Unrecorded.NOT_SAMPLED);
        }
        String body = text(captured.headers(), captured.reply());
        boolean streamed = EventStream.begins(EventStream.withoutComments(body));
        ChatReply.Answered answered = answered(captured, body, streamed);
        RecordedTexts texts = new RecordedTexts(masking.map(Masking::sample));
        JsonNode kept = texts.request(request);
        ChatResponse response = answered.response();
        return new JournalLine.Exchange(
                captured.name(),
                captured.at().toString(),
                captured.latencyMillis(),
                captured.protocol().word(),
                conversation,
                streamed,
                kept,
                captured.status(),
                requestId(captured.headers()),
                response.head().id().orElse(null),
                response.head().model().orElse(null),
                response.choices().get(0).finish().flatMap(ExchangeReader::word).orElse(null),
                texts.text(response.choices().get(0).text()),
                texts.message(answered.message()),
                count(response, Usage::input),
                count(response, Usage::output));
    }

    private static Optional<String> word(Finish finish) {
        return finish.word().or(() -> finish.reason() == Finish.Reason.STOP ? Optional.of("stop") : Optional.empty());
    }

    private static @Nullable Long count(ChatResponse response, Function<Usage, OptionalLong> of) {
        OptionalLong told = response.usage().map(of).orElse(OptionalLong.empty());
        return told.isPresent() ? told.getAsLong() : null;
    }

    private static JsonNode request(Captured captured) throws NotRecorded {
        HttpHeaders encoding = HttpHeaders.of(
                captured.requestEncoding()
                        .map(value -> Map.of("content-encoding", List.of(value)))
                        .orElse(Map.of()),
                (name, value) -> true);
        try {
            JsonNode read = Json.mapper().readTree(text(encoding, captured.request()));
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (JsonProcessingException e) {
            throw new NotRecorded(Unrecorded.UNREADABLE);
        }
        throw new NotRecorded(Unrecorded.UNREADABLE);
    }

    private static String text(HttpHeaders headers, byte[] body) throws NotRecorded {
        ContentCoding.Plain plain = ContentCoding.undo(headers, body);
        if (plain.unasked() != null) {
            throw new NotRecorded(
                    Unrecorded.UNREADABLE,
                    Optional.of("Exchanges pass and are not recorded whose bodies are encoded as '" + plain.unasked()
                            + "': only gzip and deflate can be read here. Have the product ask for gzip, by its header"
                            + " Accept-Encoding"));
        }
        if (plain.damaged()) {
            throw new NotRecorded(Unrecorded.UNREADABLE);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(plain.bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotRecorded(Unrecorded.UNREADABLE);
        }
    }

    private static ChatReply.Answered answered(Captured captured, String body, boolean streamed) throws NotRecorded {
        if (streamed) {
            return StreamedAnswer.of(captured.protocol().client().stream(), body)
                    .orElseThrow(() -> new NotRecorded(Unrecorded.UNFINISHED));
        }
        ReceivedText received = new ReceivedText(captured.status(), body.strip(), Optional.empty());
        if (captured.protocol().client().response(received) instanceof ChatReply.Answered answered) {
            return answered;
        }
        throw new NotRecorded(Unrecorded.UNREADABLE);
    }

    private static @Nullable String requestId(HttpHeaders headers) {
        for (String name : REQUEST_IDS) {
            Optional<String> value = headers.firstValue(name);
            if (value.isPresent()) {
                return value.get();
            }
        }
        return null;
    }
}
