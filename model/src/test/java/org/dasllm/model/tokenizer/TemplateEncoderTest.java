package org.dasllm.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.dasllm.format.io.Json;
import org.dasllm.model.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateEncoderTest {
    @TempDir
    Path dir;

    /** Content is what stands between ⟦ and ⟧. */
    private static TemplatedText text(String marked) {
        StringBuilder text = new StringBuilder();
        BitSet content = new BitSet();
        boolean inside = false;
        for (int i = 0; i < marked.length(); i++) {
            char c = marked.charAt(i);
            if (c == '⟦' || c == '⟧') {
                inside = c == '⟦';
            } else {
                content.set(text.length(), inside);
                text.append(c);
            }
        }
        return new TemplatedText(text.toString(), content);
    }

    private Tokenizer tokenizer(String added, String model, Consumer<ObjectNode> change) {
        ObjectNode json = Json.parse("""
                {"version": "1.0", "truncation": null, "padding": null, "normalizer": null, "post_processor": null,
                 "pre_tokenizer": {"type": "Whitespace"}, "decoder": null, "added_tokens": [%s], "model": %s}""".formatted(added, model), ObjectNode.class, "test");
        change.accept(json);
        Json.write(dir.resolve("tokenizer.json"), json);
        return Tokenizer.load(dir);
    }

    private static String added(int id, String content, String flags) {
        StringBuilder entry = new StringBuilder("{\"id\": " + id + ", \"content\": \"" + content + "\"");
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
            entry.append(", \"" + flag + "\": " + flags.contains(flag));
        }
        return entry.append('}').toString();
    }

    private static final String WORDS = """
            {"type": "WordLevel", "unk_token": "<unk>", "vocab": {"<unk>": 0, "</s>": 1, "card": 2, "<": 3, "/": 4, "s": 5,
             ">": 6, "</": 7, "unk": 8, "is": 9}}""";

    /** The whole name is a word of the vocabulary, so that without added tokens, too, it would be found. */
    @Test
    void ofAWordLevelModel() {
        try (Tokenizer words = tokenizer(
                added(0, "<unk>", "special") + "," + added(1, "</s>", "special"),
                WORDS,
                json -> json.putObject("pre_tokenizer").put("type", "WhitespaceSplit"))) {
            TemplateEncoder encoder = words.templateEncoder(id -> false);
            assertThat(encoder.encode(text("⟦card⟧ </s>")).ids()).containsExactly(2, 1);
            assertThat(encoder.encode(text("⟦card </s>⟧ </s>")).ids()).containsExactly(2, 0, 1);
            assertThat(encoder.encode(text("⟦card dog⟧ </s>")).ids()).containsExactly(2, 0, 1);
        }
    }

    @Test
    void ofAUnigramModel() {
        String model = """
                {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], ["</s>", 0.0], ["card", -1.0], ["<", -9.0],
                 ["/", -9.0], ["s", -9.0], [">", -9.0], ["u", -9.0], ["n", -9.0], ["k", -9.0]]}""";
        try (Tokenizer unigram = tokenizer(
                added(0, "<unk>", "special") + "," + added(1, "</s>", "special"),
                model,
                json -> json.putNull("pre_tokenizer"))) {
            TemplateEncoder encoder = unigram.templateEncoder(id -> false);
            assertThat(encoder.encode(text("⟦card⟧</s>")).ids()).containsExactly(2, 1);
            assertThat(encoder.encode(text("⟦card</s>⟧</s>")).ids()).containsExactly(2, 3, 4, 5, 6, 1);
            assertThat(encoder.encode(text("⟦<unk>card⟧</s>")).ids()).containsExactly(3, 7, 8, 9, 6, 2, 1);
        }
    }

    /** Merges lead to the name. */
    @Test
    void ofAPairModelThatKnowsTheName() {
        String model = """
                {"type": "BPE", "unk_token": null, "vocab": {"<": 0, "s": 1, ">": 2, "<s": 3, "<s>": 4, "a": 5},
                 "merges": ["< s", "<s >"]}""";
        try (Tokenizer pairs = tokenizer(added(4, "<s>", "special"), model, json -> json.putNull("pre_tokenizer"))) {
            TemplateEncoder encoder = pairs.templateEncoder(id -> false);
            assertThat(encoder.encode(text("<s>⟦a<s>a⟧<s>")).ids()).containsExactly(4, 5, 3, 2, 5, 4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "special, ⟦card⟧</s>, 2 1",
        "special, ⟦card</s>⟧</s>, 2 7 5 6 1",
        "special lstrip, ⟦card  </s> ⟧ </s>⟦ card⟧, 2 7 5 6 1 2",
        "special lstrip rstrip, ⟦</s> card ⟧ </s> ⟦ card</s>⟧, 7 5 6 2 1 2 7 5 6",
        "special normalized, ⟦card</s>⟧</s>⟦</s>⟧, 2 7 5 6 1 7 5 6",
        "special single_word, ⟦card </s>⟧ </s> ⟦</s>⟧, 2 7 5 6 1 7 5 6",
        "special, ⟦card <⟧/s></s>, 2 7 5 6 1",
        "special, ⟦card </s⟧></s>, 2 7 5 6 1",
        "special, <⟦/s>⟧</s>⟦card⟧, 7 5 6 1 2",
        "special, ⟦<⟧⟦/s>⟧</s>, 7 5 6 1",
    })
    void withEveryFlag(String flags, String marked, String ids) {
        try (Tokenizer words =
                tokenizer(added(0, "<unk>", "special") + "," + added(1, "</s>", flags), WORDS, json -> {})) {
            assertThat(words.templateEncoder(id -> false).encode(text(marked)).ids())
                    .containsExactly(Arrays.stream(ids.split(" "))
                            .mapToInt(Integer::parseInt)
                            .toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"⟦Grüße 👋⟧", "⟦a<|im_end|>⟧", "⟦<|im_start|>👋 b⟧", "⟦  <|im_end|>\n\n⟧"})
    void placesStayThoseOfTheText(String content) {
        try (Tokenizer qwen = Tokenizer.load(SharedData.folder("qwen2.5-tokenizer"))) {
            TemplatedText text = text("<|im_start|>user\n" + content + "<|im_end|>\n");
            TokenizedText tokens = qwen.templateEncoder(id -> false).encode(text);
            int at = 0;
            for (int i = 0; i < tokens.ids().length; i++) {
                assertThat(tokens.begins()[i]).isLessThanOrEqualTo(at);
                at = tokens.ends()[i];
                String piece = text.text().substring(tokens.begins()[i], at);
                String decoded = qwen.decode(new int[] {tokens.ids()[i]}, false);
                assertThat(decoded.equals(piece) || decoded.contains("\uFFFD"))
                        .as(decoded)
                        .isTrue();
            }
            assertThat(at).isEqualTo(text.text().length());
            assertThat(tokens.ids()).startsWith(151644);
            assertThat(Arrays.stream(tokens.ids()).filter(id -> id >= 151643)).containsExactly(151644, 151645);
        }
    }

    /** Tokens that are not special are found in messages too, unless the caller counts them among the template's own. */
    @Test
    void ofTokensThatAreNotSpecial() {
        try (Tokenizer qwen = Tokenizer.load(SharedData.folder("qwen2.5-tokenizer"))) {
            TemplatedText text = text("<|im_start|>⟦<tool_call>⟧<|im_end|>");
            assertThat(qwen.templateEncoder(id -> false).encode(text).ids()).containsExactly(151644, 151657, 151645);
            assertThat(qwen.templateEncoder(id -> id == 151657).encode(text).ids())
                    .startsWith(151644)
                    .endsWith(151645)
                    .doesNotContain(151657);
        }
    }

    @Test
    void aTextWithoutNamesHasTheTokenizersIds() {
        try (Tokenizer qwen = Tokenizer.load(SharedData.folder("qwen2.5-tokenizer"))) {
            TemplateEncoder encoder = qwen.templateEncoder(id -> false);
            for (String content : List.of("a", "<|im_", "|>", "im_end", "<|im_end|", "<|IM_END|>", "<tool_call>", "")) {
                TemplatedText text = text("<|im_start|>user\n⟦" + content + "⟧<|im_end|>\n");
                assertThat(encoder.encode(text).ids()).isEqualTo(qwen.encode(text.text(), false));
            }
        }
    }
}
