package org.dasllm.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.TextFile;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.jinja.Rendering;
import org.dasllm.model.tokenizer.SpecialTokens;
import org.dasllm.model.tokenizer.TemplatedText;

/**
 * How a model writes a conversation as one text.
 *
 * <p>A model without a template gets a plain one: every system and user message ends with a line break, every assistant
 * message with the end-of-text token, and nothing else is added: {@code {system}\n{user}\n{assistant}{eos}}.
 */
public final class ChatTemplate {
    /** Where a folder in the Hugging Face layout has its template. */
    public static final String FILE = "chat_template.jinja";

    /** The template of models that have none. */
    public static final String PLAIN = "{% for message in messages %}{{ message['content'] }}"
            + "{% if message['role'] == 'assistant' %}{{ eos_token }}{% else %}{{ '\\n' }}{% endif %}{% endfor %}";

    /** ChatML: what this project's own tokenizers are given, unless told otherwise. */
    public static final String CHATML = "{% for message in messages %}"
            + "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    /** Put before a template: what it then does where nobody says whether the model is to think. */
    private static final String NO_THOUGHTS =
            "{%- if enable_thinking is not defined %}{%- set enable_thinking = false %}{%- endif %}";

    private final String source;
    private final String bos;
    private final String eos;
    private final TemplateRenderer renderer;
    private final boolean plain;
    private final ToolRendering tools;

    private ChatTemplate(String source, String bos, String eos, TemplateRenderer renderer, boolean plain) {
        this.source = source;
        this.bos = bos;
        this.eos = eos;
        this.renderer = renderer;
        this.plain = plain;
        this.tools = new ToolRendering(source, renderer);
    }

    /**
     * Reads chat_template.jinja, or chat_template in tokenizer_config.json; plain where there is neither.
     *
     * @throws DasllmException if the template cannot be read
     */
    public static ChatTemplate load(Path modelDir) {
        JsonNode config = SpecialTokens.config(modelDir);
        Path file = modelDir.resolve(FILE);
        return Files.isRegularFile(file) ? of(TextFile.read(file), config) : of(config);
    }

    /**
     * The template that a fine-tuned student of a model is trained, asked and served with.
     *
     * @throws DasllmException if the template cannot be read
     */
    public static ChatTemplate ofStudent(Path modelDir) {
        return load(modelDir).withoutThoughts();
    }

    /**
     * The template in what tokenizer_config.json says; plain where there is none.
     *
     * @throws DasllmException if the template cannot be read
     */
    public static ChatTemplate of(JsonNode tokenizerConfig) {
        return of(source(tokenizerConfig.path("chat_template")), tokenizerConfig);
    }

    private static ChatTemplate of(String source, JsonNode config) {
        String bos = SpecialTokens.content(config, "bos_token");
        String eos = SpecialTokens.content(config, "eos_token");
        return source.isEmpty() ? plain(eos) : of(source, bos, eos);
    }

    /**
     * A Jinja template.
     *
     * @param bos the model's token that begins a text, or empty
     * @param eos the model's token that ends a text, or empty
     */
    public static ChatTemplate of(String source, String bos, String eos) {
        return new ChatTemplate(source, bos, eos, JinjaRenderer.parse(source, bos, eos), false);
    }

    static ChatTemplate plain(String eos) {
        return new ChatTemplate(PLAIN, "", eos, new PlainRenderer(eos), true);
    }

    /** A string, or a list of named templates of which the default one counts. */
    private static String source(JsonNode node) {
        if (node.isTextual()) {
            return node.asText();
        }
        for (JsonNode named : node) {
            if (named.path("name").asText().equals("default")) {
                return named.path("template").asText();
            }
        }
        return "";
    }

    /**
     * The text of a conversation.
     *
     * @param addGenerationPrompt whether it ends with what comes before an answer
     */
    public String render(List<Message> messages, boolean addGenerationPrompt) {
        return render(Conversation.of(messages), addGenerationPrompt);
    }

    /**
     * As above, of a conversation with tools. A template that knows none has them described in the system's text, and calls and
     * results in the texts of the assistant and the user ({@link WrittenCalls}).
     */
    public String render(Conversation conversation, boolean addGenerationPrompt) {
        return written(conversation, addGenerationPrompt).text();
    }

    /** As {@link #render}, with what in it is content. */
    TemplatedText written(Conversation conversation, boolean addGenerationPrompt) {
        return renderer.render(tools.adapted(conversation), addGenerationPrompt).written();
    }

    /**
     * An answered conversation, with the spans that stand in the template's generation blocks; there are none where the
     * template has no such block.
     */
    Rendering renderMarked(Conversation conversation) {
        return renderer.render(tools.adapted(conversation), false);
    }

    /** What the template does with tools. */
    public ToolRendering tools() {
        return tools;
    }

    /**
     * Whether the prompt says if the model is to think before it answers: whether the template writes it differently with
     * {@code enable_thinking} true and false.
     */
    public boolean choosesThinking() {
        Conversation probe = Conversation.of(List.of(Message.user("probe question")));
        try {
            return !render(probe.withThinking(Optional.of(true)), true)
                    .equals(render(probe.withThinking(Optional.of(false)), true));
        } catch (DasllmException refused) {
            return false;
        }
    }

    /**
     * The same template with {@code enable_thinking} false unless a conversation says otherwise, where the template has that choice and then
     * writes what stands before an answer as the beginning of the answered conversation. Students learn answers without thoughts: templates
     * such as Qwen 3's write an empty thought before those, which would else be learnt, and given, as a part of every answer. Other templates
     * are returned as they are.
     */
    public ChatTemplate withoutThoughts() {
        if (plain || !choosesThinking()) {
            return this;
        }
        ChatTemplate other = of(NO_THOUGHTS + source, bos, eos);
        Conversation question = Conversation.of(List.of(Message.user("probe question")));
        Conversation answered = question.and(Turn.of(Message.assistant("probe answer")));
        return other.render(answered, false).startsWith(other.render(question, true)) ? other : this;
    }

    /** The template's text. */
    public String source() {
        return source;
    }

    /** Whether the model came without a template; then the tokenizer, not the template, begins the text. */
    public boolean plain() {
        return plain;
    }
}
