package org.dasllm.model.chat;

import org.dasllm.model.chat.jinja.Rendering;

/** Writes a conversation as one text, with the spans that the model is to say where the template marks them. */
interface TemplateRenderer {
    Rendering render(Conversation conversation, boolean addGenerationPrompt);
}
