package org.dasllm.engine.server;

import java.util.List;
import java.util.OptionalDouble;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RequestRefused;

/** Refuses what a client may ask for, would change the answer, and is not to be had here. */
final class UnsupportedFeatures {
    private final ParameterNames names;

    UnsupportedFeatures(ParameterNames names) {
        this.names = names;
    }

    /** @throws RequestRefused naming the first of them in the protocol's words */
    void refuse(ChatRequest request) {
        if (request.choices() != 1) {
            String name = names.of(Parameter.CHOICES);
            throw RequestRefused.unsupported(name, "This server gives one answer a request: set '" + name + "' to 1.");
        }
        if (request.format() instanceof AnswerFormat.Other other) {
            String name = names.of(Parameter.FORMAT);
            throw RequestRefused.unsupported(
                    name,
                    "This server does not enforce '" + name + "' of type '" + names.word(other)
                            + "': leave it out, or set the type to '" + names.word(new AnswerFormat.JsonObject())
                            + "'.");
        }
        refusePenalty(Parameter.FREQUENCY_PENALTY, request.sampling().frequencyPenalty());
        refusePenalty(Parameter.PRESENCE_PENALTY, request.sampling().presencePenalty());
        refuse(Parameter.LOGIT_BIAS, !request.sampling().logitBias().isEmpty());
        for (int i = 0; i < request.messages().size(); i++) {
            refuse(request.messages().get(i), i);
        }
    }

    private void refusePenalty(Parameter penalty, OptionalDouble value) {
        if (value.orElse(0) != 0) {
            String name = names.of(penalty);
            throw RequestRefused.unsupported(name, "This server has no penalties: leave '" + name + "' out or at 0.");
        }
    }

    private void refuse(Parameter parameter, boolean given) {
        if (given) {
            String name = names.of(parameter);
            throw RequestRefused.unsupported(name, "This server does not support '" + name + "': leave it out.");
        }
    }

    private void refuse(ChatMessage message, int index) {
        List<Part> parts = message.parts();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            // What an assistant thought is no part of what it said.
            boolean known = part instanceof Part.Text
                    || part instanceof Part.Reasoning
                    || part instanceof Part.ToolCall
                    || part instanceof Part.ToolResult;
            if (!known) {
                throw RequestRefused.unsupported(
                        names.partType(index, i), "This model takes parts of type 'text' only.");
            }
        }
    }
}
