package org.dasllm.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerFilesTest {
    @TempDir
    Path dir;

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void copiesAllThatBelongsToTheTokenizerAndNothingElse() throws IOException {
        Path from = Files.createDirectory(dir.resolve("from"));
        for (String name : TokenizerFiles.NAMES) {
            Files.writeString(from.resolve(name), name);
        }
        Path templates = Files.createDirectory(from.resolve("additional_chat_templates"));
        Files.writeString(templates.resolve("tool_use.jinja"), "{{ tools }}");
        Files.writeString(templates.resolve("notes.txt"), "not a template");
        Files.writeString(from.resolve("model.safetensors"), "weights");
        Files.writeString(from.resolve("README.md"), "words");
        Path to = Files.createDirectory(dir.resolve("to"));
        TokenizerFiles.copy(from, to);
        assertThat(files(to))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                TokenizerFiles.NAMES.stream(), Stream.of("additional_chat_templates/tool_use.jinja"))
                        .toList());
        assertThat(to.resolve("chat_template.json")).hasContent("chat_template.json");
    }

    @Test
    void followsTheLinksOfADownloadedModel() throws IOException {
        Path blob = Files.writeString(dir.resolve("blob"), "{}");
        Path from = Files.createDirectory(dir.resolve("from"));
        Files.createSymbolicLink(from.resolve("tokenizer.json"), blob);
        Path to = Files.createDirectory(dir.resolve("to"));
        TokenizerFiles.copy(from, to);
        assertThat(to.resolve("tokenizer.json")).hasContent("{}");
        assertThat(Files.isSymbolicLink(to.resolve("tokenizer.json"))).isFalse();
    }

    @Test
    void areKnownByTheirPaths() {
        assertThat(TokenizerFiles.NAMES).allMatch(TokenizerFiles::includes);
        assertThat(TokenizerFiles.FOLDERS).allMatch(folder -> TokenizerFiles.includes(folder + "/tools.jinja"));
        for (String other : new String[] {
            "config.json",
            "onnx/tokenizer.json",
            "chat_templates",
            "chat_templates/a/b.jinja",
            "chat_templates/../x.jinja",
            "chat_templates/a.txt",
            ""
        }) {
            assertThat(TokenizerFiles.includes(other)).as(other).isFalse();
        }
    }
}
