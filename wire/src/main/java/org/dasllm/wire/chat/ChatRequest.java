package org.dasllm.wire.chat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a client asks of a model.
 *
 * @param model the model's name
 * @param messages the conversation, system text included
 * @param tools what the model may call
 * @param toolChoice whether and what it must call
 * @param format what the answer's text must be
 * @param sampling how tokens are chosen
 * @param maxTokens the most tokens of an answer; empty for the server's default
 * @param choices how many answers are wanted, at least one
 * @param alternatives how many alternatives to tell beside each token's log-probability; empty for no log-probabilities
 * @param parallelToolCalls whether several tools may be called at once; empty for the server's default
 * @param thinking how much the model thinks first; empty for the server's default
 * @param delivery whether the answer is wanted whole or piece by piece
 */
public record ChatRequest(
        String model,
        List<ChatMessage> messages,
        List<Tool> tools,
        ToolChoice toolChoice,
        AnswerFormat format,
        Sampling sampling,
        OptionalInt maxTokens,
        int choices,
        OptionalInt alternatives,
        Optional<Boolean> parallelToolCalls,
        Optional<Thinking> thinking,
        Delivery delivery) {

    /** How the answer is sent. */
    public enum Delivery {
        WHOLE,
        STREAM,
        /** Piece by piece, and at the end how many tokens it took. */
        STREAM_WITH_USAGE
    }

    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        if (choices < 1) {
            throw new IllegalArgumentException("a request for " + choices + " answers");
        }
    }

    /** With what concerns thinking and several calls at once left to the server. */
    public ChatRequest(
            String model,
            List<ChatMessage> messages,
            List<Tool> tools,
            ToolChoice toolChoice,
            AnswerFormat format,
            Sampling sampling,
            OptionalInt maxTokens,
            int choices,
            OptionalInt alternatives,
            Delivery delivery) {
        this(
                model,
                messages,
                tools,
                toolChoice,
                format,
                sampling,
                maxTokens,
                choices,
                alternatives,
                Optional.empty(),
                Optional.empty(),
                delivery);
    }

    public boolean streamed() {
        return delivery != Delivery.WHOLE;
    }
}
