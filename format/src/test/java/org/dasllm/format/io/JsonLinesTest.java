package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}\n{\"a\":2}\n",
                "{\"a\":1}\n{\"a\":2}",
                "{\"a\":1}\r\n{\"a\":2}\r\n",
                "{\"a\":1}\r{\"a\":2}\r",
                "\uFEFF{\"a\":1}\n{\"a\":2}\n",
                "\uFEFF{\"a\":1}\n\uFEFF{\"a\":2}\n",
                "\uFEFF\n\n{\"a\":1}\n \t\n{\"a\":2}\n\n",
                "  {\"a\":1}\n\t{\"a\":2}  \n",
            })
    void endingsBlankLinesAndByteOrderMarksMakeNoDifference(String text) throws Exception {
        Path file = Files.writeString(dir.resolve("m.jsonl"), text);
        assertThat(JsonLines.readAll(file, Map.class)).containsExactly(Map.of("a", 1), Map.of("a", 2));
    }

    @Test
    void aLineSeparatorOfUnicodeWithinAStringEndsNoLine() throws Exception {
        Path file = Files.writeString(dir.resolve("m.jsonl"), "{\"a\":\"x\u2028y\u2029z\u0085\"}\n");
        assertThat(JsonLines.readAll(file, Map.class)).containsExactly(Map.of("a", "x\u2028y\u2029z\u0085"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "m.json | [{\"a\":1}] | holds a JSON array | Run jq -c '.[]' D/m.json > D/m.jsonl and name the new file.",
                "m.jsonl | [{\"a\":1}] | holds a JSON array | Run jq -c '.[]' D/m.jsonl > D/m-lines.jsonl and",
                "m.jsonl | ~\n [\n{\"a\":1}\n]~ | holds a JSON array | jq -c '.[]'",
                "m.jsonl | [] | holds a JSON array | jq -c '.[]'",
                "m.jsonl | ~{\n \"a\":1\n}~ | holds JSON over several lines | jq -c '.' D/m.jsonl >",
                "my m.json | ~{ \n \"a\":1}~ | holds JSON over several lines | jq -c '.' 'D/my m.json' > 'D/my m.jsonl'",
            })
    void jsonOfAnotherLayoutIsNamedWithTheCommandThatMakesLines(String name, String text, String what, String command)
            throws Exception {
        Path file = Files.writeString(dir.resolve(name), text.replace("\\n", "\n"));
        assertThatThrownBy(() -> JsonLines.readAll(file, Object.class))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith(file + " " + what)
                .hasMessageContaining(command.replace("D/", dir + "/"));
    }

    @Test
    void aCutOffLastLineIsSaidToBeOne() throws Exception {
        Path last = Files.writeString(dir.resolve("m.jsonl"), "{\"a\":1}\n{\"a\":");
        assertThatThrownBy(() -> JsonLines.readAll(last, Map.class))
                .hasMessageStartingWith(
                        last + ":2 does not parse: column 6: the text ends inside an object; it is the last");
        Path inner = Files.writeString(dir.resolve("n.jsonl"), "{\"a\":\n{\"a\":1}\n");
        assertThatThrownBy(() -> JsonLines.readAll(inner, Map.class))
                .hasMessageStartingWith(inner + ":1 does not parse: column 6: the text ends inside an object. Remove");
    }

    @Test
    void anEmptyFileHasNoValues() throws Exception {
        assertThat(JsonLines.readAll(Files.writeString(dir.resolve("m.jsonl"), ""), Map.class))
                .isEmpty();
    }
}
