package org.dasllm.engine.server;

import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Thinking;

/** Refuses what a client may ask for, would change the answer, and is not to be had here. */
final class UnsupportedFeatures {
    private final ParameterNames names;
    private final boolean choosesThinking;

    /** @param choosesThinking whether a prompt can say if the model is to think */
    UnsupportedFeatures(ParameterNames names, boolean choosesThinking) {
        this.names = names;
        this.choosesThinking = choosesThinking;
    }

    /** @throws RequestRefused naming the first of them in the protocol's words */
    void refuse(ChatRequest request) {
        if (request.format() instanceof AnswerFormat.Other other) {
            String name = names.of(Parameter.FORMAT);
            throw RequestRefused.unsupported(
                    name,
                    "This server does not enforce '" + name + "' of type '" + names.word(other)
                            + "': leave it out, or set the type to '" + schemaWord()
                            + "'.");
        }
        request.thinking().ifPresent(this::refuse);
        for (int i = 0; i < request.messages().size(); i++) {
            refuse(request.messages().get(i), i);
        }
    }

    /** The one type that all protocols have. */
    private String schemaWord() {
        return names.word(new AnswerFormat.JsonSchema("", Optional.empty(), Optional.empty(), true));
    }

    private void refuse(Thinking thinking) {
        if (thinks(thinking)) {
            String name = names.of(Parameter.THINKING);
            throw RequestRefused.unsupported(
                    name,
                    choosesThinking
                            ? "How much this model thinks cannot be set here, only whether it does: leave '" + name
                                    + "' out."
                            : "This model does not think before it answers: leave '" + name + "' out.");
        }
        if (thinking.equals(Thinking.enabled()) && !choosesThinking) {
            String name = names.of(Parameter.ENABLE_THINKING);
            throw RequestRefused.unsupported(
                    name, "This model's chat template has no choice of thinking: leave '" + name + "' out.");
        }
    }

    /** Whether more is asked for than thinking at all, or none of it. */
    private static boolean thinks(Thinking thinking) {
        return !thinking.effort().equals(Optional.of(Thinking.Effort.NONE))
                && (thinking.effort().isPresent()
                        || thinking.shown()
                        || thinking.budget().isPresent());
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
