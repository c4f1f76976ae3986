package org.dasllm.model.chat;

import java.util.List;
import org.dasllm.format.sample.Message;

/** Writes a conversation as one text. */
interface TemplateRenderer {
    String render(List<Message> messages, boolean addGenerationPrompt);
}
