package org.dasllm.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufTensor;
import org.dasllm.format.gguf.TensorType;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.SharedData;
import org.dasllm.model.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside files that the gguf package wrote of the same models (tools/reference/gguf_models.py). */
class GgufExportTest {
    private static final Path FILES = Path.of("src/test/resources/reference/gguf");

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"llama3-bf16", "qwen2-fp16", "qwen3", "smollm3", "gemma2-bf16"})
    void tensorsAreThoseOfTheGgufPackageByteForByte(String name) throws IOException {
        Path folder = imported(name);
        GgufExport.Type type = name.endsWith("bf16") ? GgufExport.Type.BF16 : GgufExport.Type.F16;
        Path out = dir.resolve("out.gguf");
        GgufExport.write(folder, out, type, Progress.SILENT);
        try (GgufFile expected = GgufFile.open(FILES.resolve(name + ".gguf"));
                GgufFile written = GgufFile.open(out)) {
            assertThat(written.tensors().keySet())
                    .containsExactlyInAnyOrderElementsOf(expected.tensors().keySet());
            for (GgufTensor tensor : expected.tensors().values()) {
                GgufTensor ours = written.tensor(tensor.name());
                assertThat(ours.type()).isEqualTo(tensor.type());
                assertThat(ours.shape()).isEqualTo(tensor.shape());
                if (tensor.name().equals(RotaryFactors.TENSOR)) {
                    assertThat(written.floats(tensor.name()))
                            .containsExactly(expected.floats(tensor.name()), Offset.offset(1e-5f));
                } else if (!name.startsWith("gemma") || !tensor.name().contains("norm")) {
                    assertThat(bytes(written, ours)).as(tensor.name()).isEqualTo(bytes(expected, tensor));
                }
            }
            for (String key : List.of("block_count", "attention.head_count_kv", "rope.dimension_count")) {
                String full = expected.metadata().text("general.architecture").orElseThrow() + "." + key;
                assertThat(written.metadata().whole(full))
                        .as(key)
                        .isEqualTo(expected.metadata().whole(full));
            }
            assertThat(written.metadata().texts("tokenizer.ggml.tokens"))
                    .isEqualTo(expected.metadata().texts("tokenizer.ggml.tokens"));
            assertThat(written.metadata().text("tokenizer.ggml.pre")).contains("qwen2");
        }
        try (var left = Files.list(dir)) {
            assertThat(left.map(path -> String.valueOf(path.getFileName())).filter(file -> file.startsWith(".")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeIsReadAgain(GgufExport.Type type) throws IOException {
        Path out = dir.resolve("out.gguf");
        GgufExport.write(imported("qwen3"), out, type, Progress.SILENT);
        try (GgufFile written = GgufFile.open(out)) {
            // 48 columns are no whole number of blocks: llama.cpp keeps such rows in 16 bits too.
            TensorType expected = switch (type) {
                case F32 -> TensorType.F32;
                case BF16 -> TensorType.BF16;
                default -> TensorType.F16;
            };
            assertThat(written.tensor("blk.0.attn_q.weight").type()).isEqualTo(expected);
            assertThat(written.tensor("blk.0.attn_norm.weight").type()).isEqualTo(TensorType.F32);
        }
        Path again = Files.createDirectory(dir.resolve("again"));
        try (GgufFile written = GgufFile.open(out)) {
            GgufImport.write(written, again, GgufImport.Widened.FLOAT32);
        }
        assertThat(again.resolve("model.safetensors")).exists();
    }

    @Test
    void aTokenizerOfSentencePieceComesBack() throws IOException {
        Path source = SharedData.folder("stories260K");
        Path out = dir.resolve("stories.gguf");
        GgufExport.write(source, out, GgufExport.Type.F16, Progress.SILENT);
        Path again = Files.createDirectory(dir.resolve("again"));
        try (GgufFile written = GgufFile.open(out)) {
            GgufImport.write(written, again, GgufImport.Widened.FLOAT32);
        }
        try (Tokenizer before = Tokenizer.load(source);
                Tokenizer after = Tokenizer.load(again)) {
            for (String text : List.of("Once upon a time", "Größe 漢字 🙂", "  two  blanks\n\nand lines")) {
                assertThat(after.encode(text, true)).as(text).isEqualTo(before.encode(text, true));
            }
        }
    }

    @Test
    void whatAFileCannotSayIsRefusedAndNothingIsLeft() throws IOException {
        Path folder = imported("gemma2-bf16");
        ObjectNode config = Json.read(folder.resolve("config.json"), ObjectNode.class);
        Json.write(folder.resolve("config.json"), config.put("query_pre_attn_scalar", 11));
        Path out = dir.resolve("out.gguf");
        assertThatThrownBy(() -> GgufExport.write(folder, out, GgufExport.Type.F16, Progress.SILENT))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("llama.cpp would compute the model in")
                .hasMessageContaining("its attention");
        try (var left = Files.list(dir)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private Path imported(String name) throws IOException {
        Path folder = Files.createDirectory(dir.resolve(name));
        try (GgufFile file = GgufFile.open(FILES.resolve(name + ".gguf"))) {
            GgufImport.write(file, folder, GgufImport.Widened.FLOAT32);
        }
        return folder;
    }

    private static byte[] bytes(GgufFile file, GgufTensor tensor) {
        ByteBuffer data = file.data(tensor.name(), 0, (int) tensor.bytes());
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return Arrays.copyOf(bytes, bytes.length);
    }
}
