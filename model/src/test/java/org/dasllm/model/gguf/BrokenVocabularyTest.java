package org.dasllm.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufWriter;
import org.dasllm.format.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are valid GGUF and no model. */
class BrokenVocabularyTest {
    private static final List<String> TOKENS = List.of("<unk>", "", "a", "b", "ab");

    @TempDir
    private Path dir;

    @Test
    void anEmptyTokenIsNoMerge() {
        try (GgufFile file = file(vocabulary(5))) {
            new GgufTokenizer(file).write(dir, 16);
        }
        assertThat(dir.resolve("tokenizer.json")).content().contains("\"ab\" : 4");
    }

    @Test
    void scoresOfOtherTokensAreNamed() {
        try (GgufFile file = file(vocabulary(3))) {
            GgufTokenizer tokenizer = new GgufTokenizer(file);
            assertThatThrownBy(() -> tokenizer.write(dir, 16))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("has 5 tokens and the scores of 3");
        }
    }

    @Test
    void anEmbeddingThatIsNoMatrixIsNamed() {
        GgufWriter writer = vocabulary(5).text("general.architecture", "llama");
        for (String key : List.of("embedding_length", "attention.head_count")) {
            writer.whole("llama." + key, 2);
        }
        writer.tensor("token_embd.weight", TensorType.F32, List.of(1L), () -> ByteBuffer.allocate(4));
        try (GgufFile file = file(writer)) {
            GgufConfig config = new GgufConfig(file);
            assertThatThrownBy(config::read)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("has an embedding of shape [1]");
        }
    }

    private static GgufWriter vocabulary(int scores) {
        return new GgufWriter()
                .text("tokenizer.ggml.model", "llama")
                .texts("tokenizer.ggml.tokens", TOKENS)
                .wholes("tokenizer.ggml.token_type", new int[] {2, 1, 1, 1, 1})
                .reals("tokenizer.ggml.scores", new float[scores]);
    }

    private GgufFile file(GgufWriter writer) {
        Path file = dir.resolve("broken.gguf");
        writer.write(file, () -> {});
        return GgufFile.open(file);
    }
}
