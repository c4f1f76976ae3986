package org.dasllm.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.model.SharedData;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleEncoderTest {
    private static final List<Message> PROMPT =
            List.of(Message.system("Answer with one word."), Message.user("Is the sky blue?"));

    private static SampleEncoder encoder(Tokenizer tokenizer, Path dir) {
        return new SampleEncoder(tokenizer, ChatTemplate.load(dir), ModelConfig.read(dir));
    }

    @Test
    void onlyTheCompletionAndItsEndAreTargets() {
        Path dir = SharedData.folder("stories260K");
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            SampleEncoder encoder = encoder(tokenizer, dir);
            int[] prompt = encoder.prompt(PROMPT);
            assertThat(prompt).startsWith(1);
            assertThat(Arrays.stream(prompt).filter(id -> id == 1)).hasSize(1);
            assertThat(tokenizer.decode(prompt, true)).isEqualTo("Answer with one word.\nIs the sky blue?\n");

            EncodedSample sample = encoder.encode(PROMPT, "Yes, it is.", Answers.LAST);
            int[] answer = tokenizer.encode("Yes, it is.", false);
            assertThat(sample.length()).isEqualTo(prompt.length + answer.length);
            assertThat(Arrays.copyOf(sample.ids(), prompt.length)).isEqualTo(prompt);
            assertThat(Arrays.copyOfRange(sample.ids(), prompt.length, sample.length()))
                    .isEqualTo(answer);
            assertThat(sample.targetTokens()).isEqualTo(answer.length + 1);
            for (int i = 0; i < sample.length(); i++) {
                int after = i + 1 < sample.length() ? sample.ids()[i + 1] : 2;
                assertThat(sample.targets()[i]).isEqualTo(i < prompt.length - 1 ? Loss.IGNORED : after);
            }
        }
    }

    @Test
    void aModelsOwnTemplateBeginsAndEndsTheAnswer() {
        Path dir = SharedData.folder("qwen2.5-tokenizer");
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            SampleEncoder encoder =
                    new SampleEncoder(tokenizer, ChatTemplate.load(dir), ModelConfig.llama(151665, 8, 8, 1, 2, 1, 512));
            int[] prompt = encoder.prompt(PROMPT);
            assertThat(tokenizer.decode(prompt, false)).isEqualTo("""
                            <|im_start|>system
                            Answer with one word.<|im_end|>
                            <|im_start|>user
                            Is the sky blue?<|im_end|>
                            <|im_start|>assistant
                            """);
            EncodedSample sample = encoder.encode(PROMPT, "Yes", Answers.LAST);
            assertThat(Arrays.copyOf(sample.ids(), prompt.length)).isEqualTo(prompt);
            // The line break that the template writes after <|im_end|> is not for the model to learn.
            assertThat(Arrays.copyOfRange(sample.targets(), prompt.length - 1, sample.length()))
                    .containsExactly(tokenizer.id("Yes").orElseThrow(), 151645);
        }
    }

    @Test
    void aTemplateThatWritesTheBeginningGetsNoSecondOne() {
        Path dir = SharedData.folder("stories260K");
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            ChatTemplate template = ChatTemplate.of(
                    "{{ bos_token }}{% for m in messages %}{{ m['content'] }}"
                            + "{% if m['role'] == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}",
                    "<s>", "</s>");
            EncodedSample sample =
                    new SampleEncoder(tokenizer, template, ModelConfig.read(dir)).encode(PROMPT, "Yes", Answers.LAST);
            assertThat(sample.ids()).startsWith(1);
            assertThat(Arrays.stream(sample.ids()).filter(id -> id == 1)).hasSize(1);
            assertThat(sample.targets()).endsWith(2).doesNotContain(1);
        }
    }

    @Test
    void aTemplateThatRewritesAnAnsweredConversationIsRefused() {
        Path dir = SharedData.folder("stories260K");
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            ChatTemplate template = ChatTemplate.of(
                    "{{ messages | length }}: {% for m in messages %}{{ m['content'] }}{% endfor %}", "", "</s>");
            SampleEncoder encoder = new SampleEncoder(tokenizer, template, ModelConfig.read(dir));
            assertThatThrownBy(() -> encoder.encode(PROMPT, "Yes", Answers.LAST))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("chat template");
        }
    }

    @Test
    void theEndTokenIsTheTokenizersOrTheModelsOrTheSampleIsRefused(@TempDir Path bare) throws IOException {
        Path dir = SharedData.folder("stories260K");
        Files.copy(dir.resolve("tokenizer.json"), bare.resolve("tokenizer.json"));
        ModelConfig without = ModelConfig.read(dir).withTokens(OptionalInt.empty(), List.of());
        ModelConfig with = without.withTokens(OptionalInt.empty(), List.of(7));
        ChatTemplate template = ChatTemplate.plain("");
        try (Tokenizer named = Tokenizer.load(dir);
                Tokenizer unnamed = Tokenizer.load(bare)) {
            assertThat(new SampleEncoder(named, template, without)
                            .encode(PROMPT, "yes", Answers.LAST)
                            .targets())
                    .endsWith(2);
            assertThat(new SampleEncoder(unnamed, template, with)
                            .encode(PROMPT, "yes", Answers.LAST)
                            .targets())
                    .endsWith(7);
            SampleEncoder endless = new SampleEncoder(unnamed, template, without);
            assertThatThrownBy(() -> endless.encode(PROMPT, "yes", Answers.LAST))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("eos_token");
        }
    }
}
