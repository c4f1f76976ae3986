package org.dasllm.model.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.chat.jinja.JinjaException;
import org.dasllm.model.chat.jinja.JinjaTemplate;
import org.dasllm.model.chat.jinja.Rendering;
import org.jspecify.annotations.Nullable;

/** Renders a model's own Jinja template. */
record JinjaRenderer(JinjaTemplate template, String bos, String eos) implements TemplateRenderer {
    static JinjaRenderer parse(String source, String bos, String eos) {
        try {
            return new JinjaRenderer(JinjaTemplate.parse(source), bos, eos);
        } catch (JinjaException broken) {
            throw DasllmException.input(
                    "The model's chat template cannot be read: " + broken.getMessage(), "Correct chat_template");
        }
    }

    @Override
    public Rendering render(Conversation conversation, boolean addGenerationPrompt) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put(
                "messages",
                JinjaTemplate.content(
                        conversation.turns().stream().map(TemplateValues::of).toList()));
        if (!conversation.tools().isEmpty()) {
            variables.put(
                    "tools",
                    JinjaTemplate.content(conversation.tools().stream()
                            .map(TemplateValues::of)
                            .toList()));
        }
        conversation.thinking().ifPresent(wanted -> variables.put("enable_thinking", wanted));
        variables.put("add_generation_prompt", addGenerationPrompt);
        variables.put("bos_token", bos);
        variables.put("eos_token", eos);
        try {
            return template.render(variables);
        } catch (JinjaException refused) {
            throw DasllmException.input(
                    "The model's chat template refuses the conversation: " + refused.getMessage(),
                    "Use roles and messages that the model knows");
        }
    }
}
