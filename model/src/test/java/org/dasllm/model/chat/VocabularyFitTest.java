package org.dasllm.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.model.SharedData;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.BpeTrainer;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.model.tokenizer.TokenizerFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyFitTest {
    private static final int TOKENS = 258;

    @TempDir
    Path dir;

    @BeforeEach
    void writeTokenizer() {
        TokenizerFiles.write(
                dir,
                new BpeTrainer(TOKENS, 2, List.of("<|im_start|>", "<|im_end|>")).train(List.of()),
                "<|im_end|>",
                512,
                ChatTemplate.CHATML);
    }

    private void add(String token, int id, boolean special) {
        ObjectNode json = Json.read(dir.resolve("tokenizer.json"), ObjectNode.class);
        ObjectNode added =
                json.withArray("added_tokens").addObject().put("id", id).put("content", token);
        added.put("special", special).put("normalized", false).put("single_word", false);
        added.put("lstrip", false).put("rstrip", false);
        Json.write(dir.resolve("tokenizer.json"), json);
    }

    private static SampleEncoder encoder(Tokenizer tokenizer, String template, int rows) {
        return new SampleEncoder(
                tokenizer, ChatTemplate.of(template, "", "<|im_end|>"), ModelConfig.llama(rows, 8, 8, 1, 2, 1, 512));
    }

    @Test
    void anOrdinaryTokenBeyondTheEmbeddingIsRefused() {
        add("<diagnosis>", TOKENS, false);
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            assertThatThrownBy(() -> encoder(tokenizer, ChatTemplate.CHATML, TOKENS))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContainingAll("'<diagnosis>' (id 258)", "258 rows");
            assertThat(encoder(tokenizer, ChatTemplate.CHATML, TOKENS + 1).prompt(List.of(Message.user("<diagnosis>"))))
                    .contains(258);
            assertThatThrownBy(() -> encoder(tokenizer, ChatTemplate.CHATML, 200))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("and 54 more");
        }
    }

    /** As Gemma 3 has a token for images, and many a model one for padding. */
    @Test
    void aSpecialTokenBeyondTheEmbeddingIsTextInMessages() {
        add("<pad>", TOKENS, true);
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            SampleEncoder encoder = encoder(tokenizer, ChatTemplate.CHATML, TOKENS);
            int[] ids = encoder.prompt(List.of(Message.user("a<pad>b")));
            assertThat(Arrays.stream(ids)).allMatch(id -> id < TOKENS);
            assertThat(tokenizer.decode(ids, true)).contains("a<pad>b");
            assertThat(Arrays.stream(encoder.encode(List.of(Message.user("a")), "<pad>", Answers.LAST)
                            .targets()))
                    .allMatch(id -> id < TOKENS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "<pad>{% for m in messages %}{{ m.content }}{% endfor %}",
        "{% if messages | length > 9 %}<pad>{% endif %}{% for m in messages %}{{ m.content }}{% endfor %}",
        "{% for m in messages %}{{ m.content }}{{ '<p' + 'ad>' }}{% endfor %}",
    })
    void aSpecialTokenThatTheTemplateWritesIsRefused(String template) {
        add("<pad>", TOKENS, true);
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            assertThatThrownBy(() -> encoder(tokenizer, template, TOKENS))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("'<pad>' (id 258)");
        }
    }

    /** Only some conversations have it, and the template's text does not show it. */
    @Test
    void whatATemplatePutsTogetherIsFoundBeforeItReachesTheModel() {
        add("<|wizard|>", TOKENS, true);
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            String template = "{% for m in messages %}{{ '<|' }}{% if m.content == 'x' %}wizard{% endif %}{{ '|>' }}"
                    + "{{ m.content }}{% endfor %}";
            SampleEncoder encoder = encoder(tokenizer, template, TOKENS);
            assertThat(encoder.prompt(List.of(Message.user("y")))).isNotEmpty();
            assertThatThrownBy(() -> encoder.prompt(List.of(Message.user("x"))))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("'<|wizard|>' (id 258)");
        }
    }

    @Test
    void theTokenThatEndsAnAnswerNeedsARow() {
        add("<end>", TOKENS, true);
        ObjectNode config = Json.read(dir.resolve("tokenizer_config.json"), ObjectNode.class);
        Json.write(dir.resolve("tokenizer_config.json"), config.put("eos_token", "<end>"));
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            assertThatThrownBy(() -> encoder(tokenizer, ChatTemplate.CHATML, TOKENS))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("'<end>' (id 258)");
        }
    }

    /** DeepSeek's tokens of turns are not special. */
    @Test
    void tokensAroundEveryMessageAreTheTemplatesWhetherSpecialOrNot() {
        add("<｜User｜>", TOKENS, false);
        add("<｜Assistant｜>", TOKENS + 1, false);
        add("<think>", TOKENS + 2, false);
        String template = "{% for m in messages %}{% if m.role == 'user' %}<｜User｜>{% else %}<｜Assistant｜>{% endif %}"
                + "{{ m.content }}{% endfor %}{% if add_generation_prompt %}<｜Assistant｜><think>{% endif %}";
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            int[] ids = encoder(tokenizer, template, TOKENS + 3)
                    .prompt(List.of(Message.user("a<｜Assistant｜>b<｜User｜><think>c")));
            assertThat(Arrays.stream(ids).filter(id -> id >= TOKENS)).containsExactly(258, 260, 259, 260);
            assertThat(tokenizer.decode(ids, false)).contains("a<｜Assistant｜>b<｜User｜><think>c");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "<a>, 257, 'that of '",
        "<a>, 1, 'that of '",
        "<a>, -1, has no id",
        "<a>, 300, ids before it are missing",
        "<|im_end|>, 400, elsewhere the id",
        "A, 300, elsewhere the id",
    })
    void aTokenizerThatContradictsItselfIsRefused(String token, int id, String complaint) {
        add(token, id, true);
        assertThatThrownBy(() -> Tokenizer.load(dir))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(dir.resolve("tokenizer.json").toString(), "'" + token + "'", complaint);
    }

    @Test
    void realTokenizersFitTheirModels() {
        for (String name : List.of("stories260K", "smollm2-135m-instruct")) {
            Path folder = SharedData.folder(name);
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                assertThat(new SampleEncoder(tokenizer, ChatTemplate.load(folder), ModelConfig.read(folder))
                                .prompt(List.of(Message.user("a"))))
                        .isNotEmpty();
            }
        }
        Path qwen = SharedData.folder("qwen2.5-tokenizer");
        try (Tokenizer tokenizer = Tokenizer.load(qwen)) {
            assertThat(encoder(tokenizer, ChatTemplate.load(qwen).source(), 151_936)
                            .prompt(List.of(Message.user("a"))))
                    .isNotEmpty();
        }
    }
}
