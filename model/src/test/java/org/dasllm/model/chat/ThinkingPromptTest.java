package org.dasllm.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.sample.Message;
import org.dasllm.model.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts with and without room for thoughts, by the templates' own {@code enable_thinking}. */
final class ThinkingPromptTest {
    private static final Conversation QUESTION = Conversation.of(List.of(Message.user("2 + 2?")));

    private static ChatTemplate template(String name) throws IOException {
        return ChatTemplate.of(
                Files.readString(SharedData.folder("chat-templates").resolve(name + ".jinja")), "<s>", "</s>");
    }

    private static String prompt(ChatTemplate template, Optional<Boolean> thinking) {
        return template.render(QUESTION.withThinking(thinking), true);
    }

    /** Without a choice, with thinking, without it: how the prompt ends, behind the assistant's mark. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llamacpp/Qwen3.5-4B | assistant~ | <think>~ | <think>~ | <think>~~</think>~~",
                "llamacpp/Qwen-Qwen3-0.6B | assistant~ | '' | '' | <think>~~</think>~~",
                "trl/qwen3_training | assistant~ | '' | '' | <think>~~</think>~~",
                "llamacpp/HuggingFaceTB-SmolLM3-3B | assistant~ | '' | '' | <think>~~</think>~",
                "llamacpp/deepseek-ai-DeepSeek-R1-Distill-Qwen-32B | Assistant｜> | <think>~</think> | <think>~ | <think>~</think>",
            })
    void endsAsTheTemplateSays(String name, String mark, String plain, String with, String without) throws IOException {
        ChatTemplate template = template(name);
        assertThat(template.choosesThinking()).isTrue();
        assertThat(prompt(template, Optional.empty())).endsWith(lines(mark + plain));
        assertThat(prompt(template, Optional.of(true))).endsWith(lines(mark + with));
        assertThat(prompt(template, Optional.of(false))).endsWith(lines(mark + without));
    }

    private static String lines(String text) {
        return text.replace('~', '\n');
    }

    /** What a student answers is what was taught: the prompt of its training ends where its answer begins, behind the empty thought. */
    @ParameterizedTest
    @CsvSource({
        "llamacpp/Qwen-Qwen3-0.6B, <think>~~</think>~~",
        "llamacpp/Qwen3.5-4B, <think>~~</think>~~",
        "llamacpp/HuggingFaceTB-SmolLM3-3B, <think>~~</think>~"
    })
    void aStudentLearnsAnswersWithoutThoughts(String name, String end) throws IOException {
        ChatTemplate template = template(name).withoutThoughts();
        String prompt = template.render(QUESTION, true);
        String answered = template.render(QUESTION.and(Turn.of(Message.assistant("{\"sum\": 4}"))), false);
        assertThat(prompt).endsWith(lines(end));
        assertThat(answered).startsWith(prompt + "{\"sum\": 4}");
        assertThat(prompt(template, Optional.of(true))).isEqualTo(prompt(template(name), Optional.of(true)));
        assertThat(template.withoutThoughts().render(QUESTION, true)).isEqualTo(prompt);
    }

    @ParameterizedTest
    @CsvSource({
        "llamacpp/Qwen-Qwen2.5-7B-Instruct",
        "llamacpp/google-gemma-2-2b-it",
        "llamacpp/meta-llama-Llama-3.1-8B-Instruct"
    })
    void whereThereIsNoChoiceTheTemplateStaysAsItIs(String name) throws IOException {
        ChatTemplate template = template(name);
        assertThat(template.withoutThoughts()).isSameAs(template);
    }

    @Test
    void gemmaIsToldInItsSystemText() throws IOException {
        ChatTemplate template = template("llamacpp/google-gemma-4-31B-it");
        assertThat(template.choosesThinking()).isTrue();
        assertThat(prompt(template, Optional.of(true))).contains("<|think|>");
        assertThat(prompt(template, Optional.of(false)))
                .doesNotContain("<|think|>")
                .isEqualTo(prompt(template, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "llamacpp/Qwen-Qwen2.5-7B-Instruct",
        "llamacpp/google-gemma-2-2b-it",
        "llamacpp/meta-llama-Llama-3.1-8B-Instruct",
        "llamacpp/mistralai-Mistral-Nemo-Instruct-2407",
        "trl/qwen3_instruct_2507"
    })
    void othersHaveNoChoice(String name) throws IOException {
        ChatTemplate template = template(name);
        assertThat(template.choosesThinking()).isFalse();
        assertThat(prompt(template, Optional.of(true))).isEqualTo(prompt(template, Optional.of(false)));
    }

    @Test
    void theChoiceIsKeptWhereToolsAreWrittenByUs() throws IOException {
        Conversation called = QUESTION.and(Turn.calling("", List.of(ToolRendering.PROBE)))
                .and(Turn.result(ToolRendering.PROBE.id(), "4"));
        for (String name : List.of("llamacpp/Qwen3.5-4B", "llamacpp/HuggingFaceTB-SmolLM3-3B")) {
            ChatTemplate template = template(name);
            String with = template.render(called.withThinking(Optional.of(true)), true);
            String without = template.render(called.withThinking(Optional.of(false)), true);
            assertThat(without).as(name).contains("</think>\n").isNotEqualTo(with);
        }
    }
}
