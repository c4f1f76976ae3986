package org.dasllm.cli.making;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dasllm.cli.config.ConfigurationFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PretrainingTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    @Test
    void aModelFromNothingHasEveryFileOfItsTokenizer() throws IOException {
        Path tokenizer = Files.createDirectory(dir.resolve("tokenizer"));
        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Path.of("demo", "models", "student-base", name), tokenizer.resolve(name));
        }
        List<String> more = List.of(
                "chat_template.jinja",
                "chat_template.json",
                "special_tokens_map.json",
                "added_tokens.json",
                "vocab.json",
                "merges.txt");
        for (String name : more) {
            Files.writeString(tokenizer.resolve(name), name);
        }
        PretrainConfig config = ConfigurationFile.read(
                Files.writeString(
                        dir.resolve("pretrain.yaml"),
                        String.join(
                                "\n",
                                "out: " + dir.resolve("out"),
                                "tokenizer: " + tokenizer,
                                "shape: {hidden_size: 16, intermediate_size: 24, layers: 1, heads: 2, key_value_heads: 1}",
                                "data: [demo/messages/test.jsonl]",
                                "train: {mode: full, from_scratch: true}")),
                Map.of(),
                PretrainConfig.class);
        for (int time = 0; time < 2; time++) {
            Path blank = Pretraining.emptyModel(config);
            assertThat(more).allSatisfy(name -> assertThat(blank.resolve(name)).hasContent(name));
            try (Stream<Path> files = Files.list(blank)) {
                assertThat(files.map(file -> String.valueOf(file.getFileName())))
                        .hasSize(more.size() + 4)
                        .contains("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json");
            }
        }
    }
}
