package org.dasllm.engine.server;

import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.Conversation;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Thinking;

/**
 * Whether a model thinks before it answers, where its chat template asks.
 *
 * @param chosen whether the template has that choice
 * @param otherwise what stands where a request does not say; empty for the template's own default
 */
record ThinkingChoice(boolean chosen, Optional<Boolean> otherwise) {

    /**
     * What a template allows.
     *
     * @throws DasllmException if something is configured that the template has no word for
     */
    static ThinkingChoice of(ChatTemplate template, Optional<Boolean> configured) {
        boolean chosen = template.choosesThinking();
        if (configured.isPresent() && !chosen) {
            throw DasllmException.input(
                    "serve.enable_thinking is set, and this model's chat template has no such choice",
                    "Leave it out, and --enable-thinking too");
        }
        return new ThinkingChoice(chosen, configured);
    }

    /** The conversation with the request's choice. */
    Conversation in(Conversation conversation, ChatRequest request) {
        if (!chosen) {
            return conversation;
        }
        Optional<Boolean> asked =
                request.thinking().map(thinking -> !thinking.equals(Thinking.of(Thinking.Effort.NONE)));
        return conversation.withThinking(asked.or(() -> otherwise));
    }
}
