package org.dasllm.model.chat;

import java.util.List;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.jinja.Rendering;

/** The same as {@link ChatTemplate#PLAIN}. */
record PlainRenderer(String endToken) implements TemplateRenderer {
    @Override
    public Rendering render(List<Message> messages, boolean addGenerationPrompt) {
        StringBuilder text = new StringBuilder();
        for (Message message : messages) {
            text.append(message.content()).append(message.role().equals("assistant") ? endToken : "\n");
        }
        return new Rendering(text.toString(), List.of());
    }
}
