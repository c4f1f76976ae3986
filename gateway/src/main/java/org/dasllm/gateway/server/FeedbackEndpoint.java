package org.dasllm.gateway.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dasllm.format.io.Json;
import org.dasllm.gateway.record.Counts;
import org.dasllm.gateway.record.RoomLeft;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.LineSink;
import org.dasllm.privacy.mask.Masking;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefusal.Kind;
import org.dasllm.wire.http.HttpRefused;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Takes what somebody says of an exchange: a JSON object of {@code exchange}, its name or the vendor's for its answer, and at least one of
 * {@code score}, a number, {@code answer}, what it should have been, and {@code attributes}, texts by their names. It is answered once it is on
 * the disk. That a name can be known only from a reply is what allows to speak of it; a page of another site cannot post JSON.
 */
final class FeedbackEndpoint {
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_NAME = 256;
    private static final Set<String> KEYS = Set.of("exchange", "score", "answer", "attributes");

    private final LineSink journal;
    private final Optional<Masking> masking;
    private final Counts counts;
    private final RoomLeft room;
    private final Duration patience;

    /**
     * Takes feedback in.
     *
     * @param room what waits for the disk may take of the memory, with the exchanges
     * @param patience how long the disk is waited for
     */
    FeedbackEndpoint(LineSink journal, Optional<Masking> masking, Counts counts, RoomLeft room, Duration patience) {
        this.journal = journal;
        this.masking = masking;
        this.counts = counts;
        this.room = room;
        this.patience = patience;
    }

    /** What is wrong with what was posted. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;
        private final String sentence;

        Wrong(String sentence) {
            super(sentence, null, false, false);
            this.sentence = sentence;
        }
    }

    void handle(ServerRequest request, ServerReply reply) {
        boolean json = request.header("content-type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("application/json"))
                .isPresent();
        if (!json) {
            refuse(reply, 415, "Feedback is JSON: send it as application/json.");
            return;
        }
        request.body(MOST_BYTES).whenComplete((bytes, failure) -> {
            if (failure instanceof HttpRefused refused) {
                refuse(reply, refused.status(), refused.reason() + ".");
            } else if (bytes != null) {
                try {
                    keep(line(bytes), bytes.length, reply);
                } catch (Wrong wrong) {
                    refuse(reply, 400, wrong.sentence);
                }
            }
        });
    }

    private void keep(JournalLine.Feedback line, int bytes, ServerReply reply) {
        if (!room.take(bytes)) {
            refuse(reply, 503, "The feedback cannot be recorded: what waits for the disk leaves no memory for it.");
            return;
        }
        AtomicBoolean told = new AtomicBoolean();
        Runnable late = reply.later(patience, () -> {
            if (told.compareAndSet(false, true)) {
                refuse(reply, 503, "The feedback is not on the disk yet: whether it will be is not known.");
            }
        });
        CompletionStage<Void> written = written(line);
        written.whenComplete((nothing, failure) -> {
            room.giveBack(bytes);
            if (failure == null) {
                counts.fed();
            }
            reply.execute(() -> {
                late.run();
                if (told.compareAndSet(false, true)) {
                    if (failure == null) {
                        reply.header("Content-Type", "application/json");
                        reply.send(200, "{\"recorded\":true}\n".getBytes(StandardCharsets.US_ASCII));
                    } else {
                        refuse(reply, 503, "The feedback cannot be recorded: the journal cannot be written.");
                    }
                }
            });
        });
    }

    private CompletionStage<Void> written(JournalLine.Feedback line) {
        try {
            return journal.appendAsync(line);
        } catch (RuntimeException closed) {
            return CompletableFuture.failedFuture(closed);
        }
    }

    private JournalLine.Feedback line(byte[] bytes) throws Wrong {
        JsonNode body;
        try {
            body = Json.mapper().readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new Wrong("The feedback is not valid JSON.");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
        if (body == null || !body.isObject()) {
            throw new Wrong("The feedback is a JSON object.");
        }
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            if (!KEYS.contains(each.getKey())) {
                throw new Wrong("Feedback has the keys 'exchange', 'score', 'answer' and 'attributes', and not '"
                        + shortened(each.getKey()) + "'.");
            }
        }
        String exchange = body.path("exchange").asText();
        if (!body.path("exchange").isTextual() || exchange.isBlank() || exchange.length() > MOST_NAME) {
            throw new Wrong("'exchange' is the name of an exchange, or of its answer.");
        }
        Double score = score(body.path("score"));
        String answer = answer(body.path("answer"));
        Map<String, String> attributes = attributes(body.path("attributes"));
        if (score == null && answer == null && attributes == null) {
            throw new Wrong("Feedback says something: one of 'score', 'answer' and 'attributes' is needed.");
        }
        return new JournalLine.Feedback(exchange, Instant.now().toString(), score, answer, attributes);
    }

    private static @Nullable Double score(JsonNode score) throws Wrong {
        if (score.isMissingNode() || score.isNull()) {
            return null;
        }
        if (!score.isNumber() || !Double.isFinite(score.doubleValue())) {
            throw new Wrong("'score' is a number.");
        }
        return score.doubleValue();
    }

    private @Nullable String answer(JsonNode answer) {
        if (answer.isMissingNode() || answer.isNull()) {
            return null;
        }
        String text = answer.isTextual() ? answer.textValue() : Json.line(answer);
        return masked(text);
    }

    private @Nullable Map<String, String> attributes(JsonNode given) throws Wrong {
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isObject()) {
            throw new Wrong("'attributes' is an object of texts.");
        }
        Map<String, String> attributes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            if (!each.getValue().isValueNode() || each.getValue().isNull()) {
                throw new Wrong("'attributes." + shortened(each.getKey()) + "' is a text, a number, true or false.");
            }
            attributes.put(each.getKey(), masked(each.getValue().asText()));
        }
        return attributes.isEmpty() ? null : attributes;
    }

    private String masked(String text) {
        return masking.map(each -> each.sample().mask(text)).orElse(text);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static void refuse(ServerReply reply, int status, String sentence) {
        Kind kind = status >= 500 ? Kind.UNAVAILABLE : Kind.INVALID;
        UpstreamFailure.send(
                new RequestRefusal(kind, status, sentence, Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                reply);
    }
}
