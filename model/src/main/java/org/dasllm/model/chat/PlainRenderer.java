package org.dasllm.model.chat;

import java.util.BitSet;
import java.util.List;
import org.dasllm.model.chat.jinja.Rendering;
import org.dasllm.model.tokenizer.TemplatedText;

/** The same as {@link ChatTemplate#PLAIN}. */
record PlainRenderer(String endToken) implements TemplateRenderer {
    @Override
    public Rendering render(Conversation conversation, boolean addGenerationPrompt) {
        StringBuilder text = new StringBuilder();
        BitSet content = new BitSet();
        for (Turn turn : conversation.turns()) {
            content.set(text.length(), text.length() + turn.content().length());
            text.append(turn.content()).append(turn.role().equals("assistant") ? endToken : "\n");
        }
        return new Rendering(new TemplatedText(text.toString(), content), List.of());
    }
}
