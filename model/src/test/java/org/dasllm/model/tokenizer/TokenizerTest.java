package org.dasllm.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.io.Json;
import org.dasllm.model.SharedData;
import org.dasllm.model.gguf.GgufTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {

    @Test
    void stories260kEncodesAsTheReferenceDoes() {
        Path dir = SharedData.folder("stories260K");
        JsonNode golden = Json.read(dir.resolve("tokenizer_golden.json"), JsonNode.class);
        assertThat(golden).hasSize(5);
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            for (JsonNode pair : golden) {
                int[] expected = IntStream.range(0, pair.get(1).size())
                        .map(i -> pair.get(1).get(i).asInt())
                        .toArray();
                String text = pair.get(0).asText();
                assertThat(tokenizer.encode(text, true)).as(text).isEqualTo(expected);
                assertThat(tokenizer.encode(text, false))
                        .as("without the beginning")
                        .isEqualTo(Arrays.copyOfRange(expected, 1, expected.length));
                assertThat(tokenizer.decode(expected, true)).isEqualTo(text);
            }
            assertThat(tokenizer.bos()).hasValue(1);
            assertThat(tokenizer.endOfText()).containsExactly(2);
            assertThat(tokenizer.prefix()).containsExactly(1);
            assertThat(tokenizer.vocabularySize()).isEqualTo(512);
            assertThat(tokenizer.id("</s>")).hasValue(2);
            assertThat(tokenizer.id("no such token")).isEmpty();
            assertThat(tokenizer.decode(new int[0], true)).isEmpty();
        }
    }

    @Test
    void qwenEncodesAsTheVectorsSay() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(SharedData.folder("qwen2.5-tokenizer"))) {
            assertEncodesAs("ggml-vocab-qwen2.gguf", tokenizer);
            assertThat(tokenizer.bos()).isEmpty();
            assertThat(tokenizer.prefix()).isEmpty();
            assertThat(tokenizer.endOfText()).containsExactly(151645);
            assertThat(tokenizer.encode("<|im_end|>", false)).containsExactly(151645);
        }
    }

    @Test
    void llamaEncodesAsTheVectorsSay(@TempDir Path dir) throws IOException {
        Path vocabulary = SharedData.folder("tokenizer-vectors").resolve("ggml-vocab-llama-spm.gguf");
        try (GgufFile file = GgufFile.open(vocabulary)) {
            new GgufTokenizer(file).write(dir, 2048);
        }
        try (Tokenizer tokenizer = Tokenizer.load(dir)) {
            assertEncodesAs("ggml-vocab-llama-spm.gguf", tokenizer);
            assertThat(tokenizer.vocabularySize()).isEqualTo(32_000);
            assertThat(tokenizer.bos()).hasValue(1);
            assertThat(tokenizer.prefix()).containsExactly(1);
            assertThat(tokenizer.encode("Hello world", true)).containsExactly(1, 15043, 3186);
        }
    }

    /** All texts of a file of vectors, one by one and together; they are separated by line, name, line. */
    private static void assertEncodesAs(String name, Tokenizer tokenizer) throws IOException {
        Path vectors = SharedData.folder("tokenizer-vectors");
        // A part may itself consist of line breaks.
        List<String> texts =
                List.of(Files.readString(vectors.resolve(name + ".inp")).split("\n__ggml_vocab_test__\n", -1));
        List<int[]> expected = Files.readAllLines(vectors.resolve(name + ".out")).stream()
                .map(line -> Arrays.stream(line.trim().split(" +"))
                        .filter(id -> !id.isEmpty())
                        .mapToInt(Integer::parseInt)
                        .toArray())
                .toList();
        // The last part is what follows the last separator.
        assertThat(texts.get(texts.size() - 1)).isEmpty();
        List<String> checked = texts.subList(0, texts.size() - 1);
        assertThat(expected).hasSameSizeAs(checked).hasSizeGreaterThanOrEqualTo(46);
        List<int[]> together = tokenizer.encode(checked, false);
        for (int i = 0; i < checked.size(); i++) {
            assertThat(tokenizer.encode(checked.get(i), false))
                    .as("'%s'", checked.get(i))
                    .isEqualTo(expected.get(i));
            assertThat(together.get(i)).isEqualTo(expected.get(i));
            assertThat(tokenizer.decode(expected.get(i), true)).isEqualTo(checked.get(i));
        }
    }

    @Test
    void nothingIsEverTruncatedOrPadded(@TempDir Path dir) {
        ObjectNode tokenizer = Json.read(SharedData.folder("stories260K").resolve("tokenizer.json"), ObjectNode.class);
        tokenizer
                .putObject("truncation")
                .put("direction", "Right")
                .put("max_length", 7)
                .put("strategy", "LongestFirst")
                .put("stride", 0);
        ObjectNode padding = tokenizer.putObject("padding");
        padding.putObject("strategy").put("Fixed", 5000);
        padding.put("direction", "Right").putNull("pad_to_multiple_of").put("pad_id", 0);
        padding.put("pad_type_id", 0).put("pad_token", "<unk>");
        Json.write(dir.resolve("tokenizer.json"), tokenizer);
        String text = "Once upon a time ".repeat(300);
        try (Tokenizer plain = Tokenizer.load(SharedData.folder("stories260K"));
                Tokenizer doctored = Tokenizer.load(dir)) {
            int[] ids = plain.encode(text, true);
            assertThat(ids).hasSizeGreaterThan(1000);
            assertThat(doctored.encode(text, true)).isEqualTo(ids);
            List<String> mixed = List.of("a", text);
            List<int[]> both = new ArrayList<>(doctored.encode(mixed, true));
            assertThat(both.get(0)).isEqualTo(plain.encode("a", true));
            assertThat(both.get(1)).isEqualTo(ids);
        }
    }

    @Test
    void absentAndBrokenFilesAreNamed(@TempDir Path dir) throws IOException {
        assertThatThrownBy(() -> Tokenizer.load(dir))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("There is no tokenizer.json in " + dir);
        Files.writeString(dir.resolve("tokenizer.json"), "{\"model\": {\"type\": \"Nonesuch\", \"vocab\": {}}}");
        assertThatThrownBy(() -> Tokenizer.load(dir))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(dir.resolve("tokenizer.json").toString());
    }
}
