package org.dasllm.harvest.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dasllm.format.sample.AnswerToken;
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
            @Nullable JsonNode message)
            implements JournalLine {

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
