package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
    @TempDir
    Path dir;

    @Test
    void readsBackWhatItWrote() {
        List<Message> messages = List.of(Message.user("one\ntwo \u2028"), Message.assistant("{\"a\": 1}"));
        JsonLines.write(dir.resolve("m.jsonl"), messages);
        assertThat(JsonLines.readAll(dir.resolve("m.jsonl"), Message.class)).isEqualTo(messages);
    }

    @Test
    void blankLinesArePassedOver() throws Exception {
        Path file = Files.writeString(dir.resolve("m.jsonl"), "\n{\"role\":\"user\",\"content\":\"x\"}\r\n\n");
        assertThat(JsonLines.readAll(file, Message.class)).containsExactly(Message.user("x"));
    }

    @Test
    void aBadLineNamesFileAndNumberInOneLine() throws Exception {
        Path file = Files.writeString(
                dir.resolve("m.jsonl"), "{\"role\":\"user\",\"content\":\"x\"}\n{\"role\":\"user\",\"content\":\"to\n");
        assertThatThrownBy(() -> JsonLines.readAll(file, Message.class))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith(file + ":2 does not parse: ")
                .hasMessageEndingWith("Remove or correct that line.")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void nullIsNoValue() throws Exception {
        Path file = Files.writeString(dir.resolve("m.jsonl"), "null\n");
        assertThatThrownBy(() -> JsonLines.readAll(file, Message.class)).hasMessageContaining(file + ":1 holds null");
    }
}
