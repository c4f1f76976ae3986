package org.dasllm.engine.server;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Thinking;

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
        refuse(Parameter.TOP_K, request.sampling().topK().isPresent());
        if (request.thinking().filter(UnsupportedFeatures::thinks).isPresent()) {
            String name = names.of(Parameter.THINKING);
            throw RequestRefused.unsupported(
                    name, "This model does not think before it answers: leave '" + name + "' out.");
        }
        refuse(Parameter.TOOLS, !request.tools().isEmpty());
        refuse(Parameter.LOGIT_BIAS, !request.sampling().logitBias().isEmpty());
        for (int i = 0; i < request.messages().size(); i++) {
            refuse(request.messages().get(i), i);
        }
    }

    private static boolean thinks(Thinking thinking) {
        return !thinking.effort().equals(Optional.of(Thinking.Effort.NONE))
                && (thinking.effort().isPresent()
                        || thinking.shown()
                        || thinking.budget().isPresent());
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
        if (message.role() == Role.TOOL) {
            throw RequestRefused.invalid(
                    names.role(index), "This model does not call tools, so that none has a result.");
        }
        List<Part> parts = message.parts();
        if (parts.stream().anyMatch(Part.ToolCall.class::isInstance)) {
            throw RequestRefused.unsupported(names.toolCalls(index), "This model does not call tools.");
        }
        for (int i = 0; i < parts.size(); i++) {
            // What an assistant thought is no part of what it said.
            if (!(parts.get(i) instanceof Part.Text) && !(parts.get(i) instanceof Part.Reasoning)) {
                throw RequestRefused.unsupported(
                        names.partType(index, i), "This model takes parts of type 'text' only.");
            }
        }
    }
}
