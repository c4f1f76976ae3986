package org.dasllm.harvest.journal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.Usage;
import org.jspecify.annotations.Nullable;

/** One line of the journal. Times are in ISO 8601. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalLine.Request.class, name = "request"),
    @JsonSubTypes.Type(value = JournalLine.Answer.class, name = "answer"),
    @JsonSubTypes.Type(value = JournalLine.Failure.class, name = "failure"),
    @JsonSubTypes.Type(value = JournalLine.Batch.class, name = "batch"),
    @JsonSubTypes.Type(value = JournalLine.Exchange.class, name = "exchange"),
    @JsonSubTypes.Type(value = JournalLine.Feedback.class, name = "feedback")
})
public sealed interface JournalLine {

    /** The request that the line is about; of a batch its name. */
    String hash();

    /**
     * What a line counts with, at the prices of its day.
     *
     * @param amount in decimal text, exact to the last digit
     * @param currency in which that is
     */
    record Money(String amount, String currency) {}

    /** The same with what it counts with; what is only about to be sent counts with nothing yet. */
    default JournalLine priced(Money cost) {
        return this;
    }

    /** What it counts with; null where that was not known, and in journals of version 0.1.0. */
    default @Nullable Money cost() {
        return null;
    }

    /**
     * About to be sent.
     *
     * @param sample the first sample that needs the answer
     * @param attempt from 1
     * @param body what is sent; null in retries, where it is the same
     * @param batch with which it is sent; null where it is sent alone
     */
    record Request(
            String hash,
            String sample,
            int attempt,
            String at,
            @Nullable JsonNode body,
            @Nullable String batch) implements JournalLine {

        /** Sent alone. */
        public Request(String hash, String sample, int attempt, String at, @Nullable JsonNode body) {
            this(hash, sample, attempt, at, body, null);
        }
    }

    /** How far a batch has come here. */
    enum BatchStep {
        /** The lines of its requests follow. It is not sent. */
        @JsonProperty("begun")
        BEGUN,
        /** All of its requests are on the disk, and it is about to be sent. Without a later step the vendor may have it. */
        @JsonProperty("submitting")
        SUBMITTING,
        /** The vendor has it, and told its id or was found to have it. */
        @JsonProperty("submitted")
        SUBMITTED,
        /** The outcomes of all of its requests are in the journal. */
        @JsonProperty("collected")
        COLLECTED,
        /** Nothing more is expected of it: its requests without an outcome may be asked for again. */
        @JsonProperty("given up")
        GIVEN_UP
    }

    /**
     * A step of many requests that are sent together.
     *
     * @param name ours
     * @param requests how many; only where it begins
     * @param file the vendor's name for the requests' file, where one was uploaded; only before it is sent
     * @param id the vendor's; from when it is known
     */
    record Batch(
            String name,
            BatchStep step,
            String at,
            @Nullable Integer requests,
            @Nullable String file,
            @Nullable String id)
            implements JournalLine {

        @Override
        public String hash() {
            return name;
        }
    }

    /**
     * Arrived; what the server does not tell is null. Version 1 kept what its parser made of the answer, {@code content}, {@code
     * tokens} and {@code message}. Version 2 keeps the body as it was received, of which any parser can make that anew.
     *
     * @param content the answer's text; null in version 2
     * @param tokens the answer's tokens, where they were asked for; null in version 2
     * @param message the server's message where it holds more than the text, such as reasoning or tool calls; null in version 2
     * @param cachedTokens those of the prompt that came from the server's cache; not in journals of version 0.1.0
     * @param reasoningTokens those of the completion that are reasoning; not in journals of version 0.1.0
     * @param cacheWriteTokens those of the prompt that were put into the server's cache; not in journals of version 0.1.0
     * @param status of HTTP; null in version 1
     * @param requestId by which the vendor knows the request; null in version 1
     * @param fingerprint of the system that answered; null in version 1
     * @param body the response as it was received; null in version 1
     * @param cost what it counts with; null without prices and in version 1
     */
    record Answer(
            String hash,
            int attempt,
            String at,
            long latencyMillis,
            @Nullable String content,
            @Nullable String finishReason,
            @Nullable String model,
            @Nullable Long promptTokens,
            @Nullable Long completionTokens,
            @Nullable List<AnswerToken> tokens,
            @Nullable JsonNode message,
            @Nullable Long cachedTokens,
            @Nullable Long reasoningTokens,
            @Nullable Long cacheWriteTokens,
            @Nullable Integer status,
            @Nullable String requestId,
            @Nullable String fingerprint,
            @Nullable String body,
            @Nullable Money cost)
            implements JournalLine {

        @Override
        public Answer priced(Money known) {
            return new Answer(
                    hash,
                    attempt,
                    at,
                    latencyMillis,
                    content,
                    finishReason,
                    model,
                    promptTokens,
                    completionTokens,
                    tokens,
                    message,
                    cachedTokens,
                    reasoningTokens,
                    cacheWriteTokens,
                    status,
                    requestId,
                    fingerprint,
                    body,
                    known);
        }

        /**
         * What a parser makes of a reply, as version 1 kept it.
         *
         * @param at when it arrived
         */
        public static Answer of(String hash, int attempt, String at, long latencyMillis, ChatReply.Answered reply) {
            Choice choice = reply.response().choices().get(0);
            return line(
                    hash,
                    attempt,
                    at,
                    latencyMillis,
                    reply,
                    choice.text(),
                    choice.tokens()
                            .map(tokens -> tokens.stream().map(Answer::token).toList())
                            .orElse(null),
                    null,
                    null,
                    null);
        }

        /**
         * A reply with its response as it was received.
         *
         * @param at when it arrived
         * @param requestId by which the vendor knows the request
         */
        public static Answer received(
                String hash,
                int attempt,
                String at,
                long latencyMillis,
                ChatReply.Answered reply,
                int status,
                Optional<String> requestId,
                String body) {
            return line(hash, attempt, at, latencyMillis, reply, null, null, status, requestId.orElse(null), body);
        }

        private static Answer line(
                String hash,
                int attempt,
                String at,
                long latencyMillis,
                ChatReply.Answered reply,
                @Nullable String content,
                @Nullable List<AnswerToken> tokens,
                @Nullable Integer status,
                @Nullable String requestId,
                @Nullable String body) {
            ChatResponse response = reply.response();
            return new Answer(
                    hash,
                    attempt,
                    at,
                    latencyMillis,
                    content,
                    response.choices().get(0).finish().flatMap(Finish::word).orElse(null),
                    response.head().model().orElse(null),
                    count(response.usage().map(Usage::input)),
                    count(response.usage().map(Usage::output)),
                    tokens,
                    body == null ? reply.message() : null,
                    count(response.usage().map(Usage::cachedInput)),
                    count(response.usage().map(Usage::reasoning)),
                    count(response.usage().map(Usage::cacheWrites)),
                    status,
                    requestId,
                    response.head().fingerprint().orElse(null),
                    body,
                    null);
        }

        private static @Nullable Long count(Optional<OptionalLong> told) {
            OptionalLong tokens = told.orElse(OptionalLong.empty());
            return tokens.isPresent() ? tokens.getAsLong() : null;
        }

        private static AnswerToken token(ScoredToken token) {
            List<AnswerToken.Alternative> top = token.alternatives().stream()
                    .map(each -> new AnswerToken.Alternative(
                            each.text(), each.bytes().orElse(null), (float)
                                    each.logProbability().orElseThrow()))
                    .toList();
            return new AnswerToken(token.text(), token.bytes().orElse(null), top);
        }

        /** An answer that is nothing but text. */
        public Answer(
                String hash,
                int attempt,
                String at,
                long latencyMillis,
                String content,
                @Nullable String finishReason,
                @Nullable String model,
                @Nullable Long promptTokens,
                @Nullable Long completionTokens,
                @Nullable List<AnswerToken> tokens) {
            this(
                    hash,
                    attempt,
                    at,
                    latencyMillis,
                    content,
                    finishReason,
                    model,
                    promptTokens,
                    completionTokens,
                    tokens,
                    null,
                    null,
                    null);
        }

        /** An answer as version 1 kept it. */
        public Answer(
                String hash,
                int attempt,
                String at,
                long latencyMillis,
                String content,
                @Nullable String finishReason,
                @Nullable String model,
                @Nullable Long promptTokens,
                @Nullable Long completionTokens,
                @Nullable List<AnswerToken> tokens,
                @Nullable JsonNode message,
                @Nullable Long cachedTokens,
                @Nullable Long reasoningTokens) {
            this(
                    hash,
                    attempt,
                    at,
                    latencyMillis,
                    content,
                    finishReason,
                    model,
                    promptTokens,
                    completionTokens,
                    tokens,
                    message,
                    cachedTokens,
                    reasoningTokens,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    /**
     * Did not arrive, or could not be used.
     *
     * @param status of HTTP; null where there was no response
     * @param last whether the request is given up
     * @param raw what arrived, as it was received, if it may have been paid for
     * @param charged the tokens that the budget was charged; null in journals of version 0.1.0, where that was the request's
     *     most if there is a {@code raw}, and nothing else
     * @param requestId by which the vendor knows the request; null in version 1
     * @param cost what it counts with; null without prices and in version 1
     */
    record Failure(
            String hash,
            int attempt,
            String at,
            long latencyMillis,
            @Nullable Integer status,
            String reason,
            boolean last,
            @Nullable String raw,
            @Nullable Long charged,
            @Nullable String requestId,
            @Nullable Money cost)
            implements JournalLine {

        @Override
        public Failure priced(Money known) {
            return new Failure(hash, attempt, at, latencyMillis, status, reason, last, raw, charged, requestId, known);
        }

        /** Without what it counts with. */
        public Failure(
                String hash,
                int attempt,
                String at,
                long latencyMillis,
                @Nullable Integer status,
                String reason,
                boolean last,
                @Nullable String raw,
                @Nullable Long charged,
                @Nullable String requestId) {
            this(hash, attempt, at, latencyMillis, status, reason, last, raw, charged, requestId, null);
        }

        /** Without the vendor's name for the request. */
        public Failure(
                String hash,
                int attempt,
                String at,
                long latencyMillis,
                @Nullable Integer status,
                String reason,
                boolean last,
                @Nullable String raw,
                @Nullable Long charged) {
            this(hash, attempt, at, latencyMillis, status, reason, last, raw, charged, null);
        }
    }

    /**
     * Passed through the gateway and answered. The texts are masked where that is wished. What the server does not tell is null.
     *
     * @param hash names the exchange, and nothing else
     * @param at when the request came
     * @param latencyMillis from the request's head to the end of the response
     * @param protocol that it is in, by its name in a teacher's section
     * @param conversation what exchanges of one conversation have in common, and others have not
     * @param streamed whether the answer came as events
     * @param request the body that was sent
     * @param requestId by which the vendor knows the request
     * @param responseId by which the vendor knows the answer
     * @param model that answered
     * @param content the answer's text
     * @param message the answer's message where it holds more than the text, such as calls of tools, in the form of OpenAI's chat completions
     */
    record Exchange(
            String hash,
            String at,
            long latencyMillis,
            String protocol,
            String conversation,
            boolean streamed,
            JsonNode request,
            int status,
            @Nullable String requestId,
            @Nullable String responseId,
            @Nullable String model,
            @Nullable String finishReason,
            String content,
            @Nullable JsonNode message,
            @Nullable Long promptTokens,
            @Nullable Long completionTokens)
            implements JournalLine {

        /** The answer as the journal of a teacher has it. */
        public Answer answer() {
            return new Answer(
                    hash,
                    1,
                    at,
                    latencyMillis,
                    content,
                    finishReason,
                    model,
                    promptTokens,
                    completionTokens,
                    null,
                    message,
                    null,
                    null);
        }
    }

    /**
     * What somebody says of an exchange.
     *
     * @param hash the exchange's name, or the vendor's for its answer
     * @param at when it came
     * @param score how good the answer was, by the product's own measure
     * @param answer what it should have been
     * @param attributes of the exchange, by their names
     */
    record Feedback(
            String hash,
            String at,
            @Nullable Double score,
            @Nullable String answer,
            @Nullable Map<String, String> attributes)
            implements JournalLine {}
}
