package org.dasllm.engine.server;

import java.util.List;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
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
        if (request.format() instanceof AnswerFormat.Other other) {
            String name = names.of(Parameter.FORMAT);
            throw RequestRefused.unsupported(
                    name,
                    "This server does not enforce '" + name + "' of type '" + names.word(other)
                            + "': leave it out, or set the type to '" + names.word(new AnswerFormat.JsonObject())
                            + "'.");
        }
        refuse(Parameter.TOOLS, !request.tools().isEmpty());
        for (int i = 0; i < request.messages().size(); i++) {
            refuse(request.messages().get(i), i);
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
