package org.dasllm.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.chat.ChatTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
    private static final List<String> SPECIAL = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    private static final List<String> TEXTS = List.of(
            "the theory of the thermal theatre, then there they're",
            "My card was charged twice: 12.50 and 12.50! Why was my card charged twice?",
            "aaaaaaaa abababab bababa abcabcabc bcabc cabca",
            "Grüße aus Köln — naïve café, 北京 北京 東京, 🙂🙂 👩‍👩‍👧",
            "line one\nline two\r\n\r\n\tindented  twice   thrice ");

    @Test
    void mergesAreThoseOfTheObviousAlgorithm() {
        for (int minimum : new int[] {1, 2, 3}) {
            BpeVocabulary trained = new BpeTrainer(500, minimum, SPECIAL).train(TEXTS);
            assertThat(trained.merges()).isEqualTo(obviousMerges(500, minimum));
            assertThat(trained.merges()).hasSizeGreaterThan(15);
        }
    }

    /** Counts every pair anew for every merge. */
    private static List<BpeVocabulary.Merge> obviousMerges(int size, int minimum) {
        List<String> tokens = new ArrayList<>(SPECIAL);
        for (int b = 0; b < 256; b++) {
            tokens.add(ByteAlphabet.letter(b));
        }
        List<List<String>> words = new ArrayList<>();
        for (String text : TEXTS) {
            for (String piece : PreTokens.of(text)) {
                List<String> word = new ArrayList<>();
                for (int b : ByteAlphabet.bytes(piece)) {
                    word.add(ByteAlphabet.letter(b));
                }
                words.add(word);
            }
        }
        List<BpeVocabulary.Merge> merges = new ArrayList<>();
        while (tokens.size() < size) {
            Map<List<Integer>, Integer> counts = new TreeMap<>((x, y) -> Arrays.compare(
                    x.stream().mapToInt(i -> i).toArray(),
                    y.stream().mapToInt(i -> i).toArray()));
            for (List<String> word : words) {
                for (int i = 1; i < word.size(); i++) {
                    counts.merge(
                            List.of(tokens.indexOf(word.get(i - 1)), tokens.indexOf(word.get(i))), 1, Integer::sum);
                }
            }
            int highest = counts.isEmpty() ? 0 : Collections.max(counts.values());
            if (highest < minimum || highest == 0) {
                break;
            }
            List<Integer> best = counts.entrySet().stream()
                    .filter(entry -> entry.getValue() == highest)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
            String left = tokens.get(best.get(0));
            String right = tokens.get(best.get(1));
            merges.add(new BpeVocabulary.Merge(left, right));
            if (!tokens.contains(left + right)) {
                tokens.add(left + right);
            }
            for (List<String> word : words) {
                for (int i = 1; i < word.size(); i++) {
                    if (word.get(i - 1).equals(left) && word.get(i).equals(right)) {
                        word.set(i - 1, left + right);
                        word.remove(i);
                    }
                }
            }
        }
        return merges;
    }

    @Test
    void theOrderOfTheTextsDoesNotMatter() {
        List<String> turned = new ArrayList<>(TEXTS);
        Collections.reverse(turned);
        assertThat(new BpeTrainer(400, 1, SPECIAL).train(turned))
                .isEqualTo(new BpeTrainer(400, 1, SPECIAL).train(TEXTS));
    }

    @Test
    void anyTextComesBackAsItWent(@TempDir Path dir) {
        BpeVocabulary vocabulary = new BpeTrainer(380, 1, SPECIAL).train(TEXTS);
        assertThat(vocabulary.tokens()).hasSize(380).doesNotHaveDuplicates();
        TokenizerFiles.write(dir, vocabulary, "<|im_end|>", 512, ChatTemplate.CHATML);
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(380);
            for (String text : TEXTS) {
                assertThat(tokenizer.decode(tokenizer.encode(text, false), false))
                        .isEqualTo(text);
                assertThat(tokenizer.encode(text, false).length).isLessThan(ByteAlphabet.bytes(text).length);
            }
            Random random = new Random(11);
            for (int i = 0; i < 300; i++) {
                String text = randomText(random);
                int[] ids = tokenizer.encode(text, true);
                assertThat(tokenizer.decode(ids, true)).isEqualTo(text);
                assertThat(tokenizer.encode(text, false)).isEqualTo(ids);
            }
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(40);
        while (text.length() < length) {
            int limit = random.nextBoolean() ? 0x80 : random.nextBoolean() ? 0x3000 : Character.MAX_CODE_POINT + 1;
            int codePoint = random.nextInt(limit);
            if (Character.getType(codePoint) != Character.SURROGATE) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }

    @Test
    void specialTokensAreFirstAndNeverPartOfAnother(@TempDir Path dir) {
        List<String> texts = List.of("<|im_end|> <|im_end|> <|im_end|> im_end im_end");
        BpeVocabulary vocabulary = new BpeTrainer(300, 1, SPECIAL).train(texts);
        assertThat(vocabulary.tokens().subList(0, 3)).isEqualTo(SPECIAL);
        assertThat(vocabulary.tokens().subList(259, vocabulary.tokens().size()))
                .noneMatch(token -> token.contains("<") || token.contains("|"));
        TokenizerFiles.write(dir, vocabulary, "<|im_end|>", 512, ChatTemplate.CHATML);
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            assertThat(tokenizer.encode("<|im_start|>x<|im_end|>", false))
                    .startsWith(1)
                    .endsWith(2)
                    .hasSize(3);
            assertThat(tokenizer.decode(new int[] {1, 259, 2}, true)).doesNotContain("<|");
            assertThat(tokenizer.endOfText()).containsExactly(2);
            assertThat(tokenizer.bos()).isEmpty();
        }
        assertThat(ChatTemplate.load(dir).source()).isEqualTo(ChatTemplate.CHATML);
    }

    @Test
    void theVocabularyEndsWhereThePairsDo() {
        BpeVocabulary vocabulary = new BpeTrainer(1000, 1, List.of()).train(List.of("abc"));
        assertThat(vocabulary.merges())
                .containsExactly(new BpeVocabulary.Merge("a", "b"), new BpeVocabulary.Merge("ab", "c"));
        assertThat(vocabulary.tokens()).hasSize(258);
    }

    @Test
    void whatCannotBeLearntIsRefused(@TempDir Path dir) {
        assertThatThrownBy(() -> new BpeTrainer(258, 1, SPECIAL))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("259");
        assertThatThrownBy(() -> new BpeTrainer(400, 1, List.of("<a>", "<a>"))).isInstanceOf(DasllmException.class);
        BpeVocabulary vocabulary = new BpeTrainer(259, 1, SPECIAL).train(TEXTS);
        assertThatThrownBy(() -> TokenizerFiles.write(dir, vocabulary, "</s>", 512, ChatTemplate.PLAIN))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("</s>");
    }
}
