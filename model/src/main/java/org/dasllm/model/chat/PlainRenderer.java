package org.dasllm.model.chat;

import java.util.BitSet;
import java.util.List;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.jinja.Rendering;
import org.dasllm.model.tokenizer.TemplatedText;

/** The same as {@link ChatTemplate#PLAIN}. */
record PlainRenderer(String endToken) implements TemplateRenderer {
    @Override
    public Rendering render(List<Message> messages, boolean addGenerationPrompt) {
        StringBuilder text = new StringBuilder();
        BitSet content = new BitSet();
        for (Message message : messages) {
            content.set(text.length(), text.length() + message.content().length());
            text.append(message.content()).append(message.role().equals("assistant") ? endToken : "\n");
        }
        return new Rendering(new TemplatedText(text.toString(), content), List.of());
    }
}
