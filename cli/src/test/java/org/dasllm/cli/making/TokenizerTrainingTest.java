package org.dasllm.cli.making;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrainingTest {
    private static final String SHOUTED = "CARD LOST";

    @TempDir
    private Path dir;

    private Path tokenizer(@Nullable Path template) {
        Sample sample = new Sample(
                "s",
                "g",
                null,
                List.of(Message.system("Name the TOPIC."), Message.user(SHOUTED)),
                "Card_LOST",
                null,
                Map.of(),
                null);
        Path data = dir.resolve("data.jsonl");
        SampleFile.write(data, List.of(sample));
        Path out = dir.resolve(template == null ? "cased" : "uncased");
        String said = TokenizerTraining.run(new TokenizerConfig(out, List.of(data, data, data), template, 400, 2, 64));
        assertThat(said).contains("from 3 conversations");
        return out;
    }

    @Test
    void aTemplateOfOnesOwnDecidesWhatTheTokenizerReads() {
        Path folder = tokenizer(Path.of("demo", "recipes", "uncased.jinja"));
        ChatTemplate template = ChatTemplate.load(folder);
        String asked = template.render(List.of(Message.system("Name the TOPIC."), Message.user(SHOUTED + "\n")), true);
        assertThat(asked).isEqualTo("""
                        <|im_start|>system
                        Name the TOPIC.<|im_end|>
                        <|im_start|>user
                         card lost<|im_end|>
                        <|im_start|>assistant
                        """);
        assertThat(template.render(List.of(Message.assistant("Card_LOST")), false))
                .isEqualTo("<|im_start|>assistant\nCard_LOST<|im_end|>\n");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode(" card lost", false)).hasSize(2);
            assertThat(tokenizer.encode(SHOUTED, false)).hasSizeGreaterThan(2);
        }
    }

    @Test
    void withoutOneItIsChatMl() {
        Path folder = tokenizer(null);
        assertThat(ChatTemplate.load(folder).source()).isEqualTo(ChatTemplate.CHATML);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode(SHOUTED, false)).hasSize(2);
        }
    }
}
