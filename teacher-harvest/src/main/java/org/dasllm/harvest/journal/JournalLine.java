package org.dasllm.harvest.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
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
    @JsonSubTypes.Type(value = JournalLine.Failure.class, name = "failure")
})
public sealed interface JournalLine {

    /** The request that the line is about. */
    String hash();

    /**
     * About to be sent.
     *
     * @param sample the first sample that needs the answer
     * @param attempt from 1
     * @param body what is sent; null in retries, where it is the same
     */
    record Request(
            String hash,
            String sample,
            int attempt,
            String at,
            @Nullable JsonNode body) implements JournalLine {}

    /**
     * Arrived; what is not told by the server is null.
     *
     * @param tokens the answer's tokens, where they were asked for
     * @param message the server's message where it holds more than the text, such as reasoning or tool calls
     * @param cachedTokens those of the prompt that came from the server's cache; not in journals of version 0.1.0
     * @param reasoningTokens those of the completion that are reasoning; not in journals of version 0.1.0
     */
    record Answer(
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
            @Nullable Long reasoningTokens)
            implements JournalLine {

        /**
         * What is kept of a reply.
         *
         * @param at when it arrived
         */
        public static Answer of(String hash, int attempt, String at, long latencyMillis, ChatReply.Answered reply) {
            ChatResponse response = reply.response();
            Choice choice = response.choices().get(0);
            return new Answer(
                    hash,
                    attempt,
                    at,
                    latencyMillis,
                    choice.text(),
                    choice.finish().flatMap(Finish::word).orElse(null),
                    response.head().model().orElse(null),
                    count(response.usage().map(Usage::input)),
                    count(response.usage().map(Usage::output)),
                    choice.tokens()
                            .map(tokens -> tokens.stream().map(Answer::token).toList())
                            .orElse(null),
                    reply.message(),
                    count(response.usage().map(Usage::cachedInput)),
                    count(response.usage().map(Usage::reasoning)));
        }

        private static @Nullable Long count(Optional<OptionalLong> told) {
            OptionalLong tokens = told.orElse(OptionalLong.empty());
            return tokens.isPresent() ? tokens.getAsLong() : null;
        }

        private static AnswerToken token(ScoredToken token) {
            List<AnswerToken.Alternative> top = token.alternatives().stream()
                    .map(each -> new AnswerToken.Alternative(
                            each.text(),
                            each.bytes().orElse(null),
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
    }

    /**
     * Did not arrive, or could not be used.
     *
     * @param status of HTTP; null where there was no response
     * @param last whether the request is given up
     * @param raw what arrived, if it may have been paid for
     * @param charged the tokens that the budget was charged; null in journals of version 0.1.0, where that was the request's
     *     most if there is a {@code raw}, and nothing else
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
            @Nullable Long charged)
            implements JournalLine {}
}
