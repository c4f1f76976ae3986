package org.dasllm.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.model.SharedData;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.BpeTrainer;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.model.tokenizer.TokenizerFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A tokenizer of bytes alone: every character beyond ASCII comes in several tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextStreamTest {
    private final Tokenizer bytes;

    TextStreamTest(@TempDir Path dir) {
        TokenizerFiles.write(
                dir, new BpeTrainer(257, 1, List.of("<e>")).train(List.of()), "<e>", 100, ChatTemplate.PLAIN);
        bytes = Tokenizer.load(dir);
    }

    @AfterAll
    void close() {
        bytes.close();
    }

    @Test
    void aCharacterComesWhenItsLastByteIsThere() {
        TextStream stream = new TextStream(bytes, List.of());
        int[] ids = bytes.encode("a€b", false);
        assertThat(ids).hasSize(5);
        assertThat(stream.push(ids[0])).isEqualTo("a");
        assertThat(stream.push(ids[1])).isEmpty();
        assertThat(stream.push(ids[2])).isEmpty();
        assertThat(stream.push(ids[3])).isEqualTo("€");
        assertThat(stream.push(ids[4])).isEqualTo("b");
        assertThat(stream.finish()).isEmpty();
        assertThat(stream.text()).isEqualTo("a€b");
    }

    @Test
    void anUnfinishedCharacterIsMarkedAtTheEnd() {
        TextStream stream = new TextStream(bytes, List.of());
        stream.push(bytes.encode("€", false)[0]);
        assertThat(stream.text()).isEmpty();
        assertThat(stream.finish()).isEqualTo("\uFFFD");
    }

    @Test
    void aStopTextAndWhatFollowsAreLeftOut() {
        TextStream stream = new TextStream(bytes, List.of("STOP", "END"));
        assertThat(push(stream, "go S")).isEqualTo("go ");
        assertThat(push(stream, "T")).isEmpty();
        assertThat(push(stream, "A")).isEqualTo("STA");
        assertThat(push(stream, "STO")).isEmpty();
        assertThat(stream.stopped()).isFalse();
        assertThat(push(stream, "P and on")).isEmpty();
        assertThat(stream.stopped()).isTrue();
        assertThat(stream.finish()).isEmpty();
        assertThat(stream.text()).isEqualTo("go STA");
    }

    @Test
    void whatOnlyBeginsAStopTextComesAtTheEnd() {
        TextStream stream = new TextStream(bytes, List.of("STOP"));
        assertThat(push(stream, "aST")).isEqualTo("a");
        assertThat(stream.finish()).isEqualTo("ST");
        assertThat(stream.stopped()).isFalse();
    }

    @Test
    void theStopTextThatIsCompleteFirstCounts() {
        TextStream stream = new TextStream(bytes, List.of("cd", "bcde"));
        assertThat(push(stream, "abc")).isEqualTo("a");
        assertThat(push(stream, "d")).isEqualTo("b");
        assertThat(stream.text()).isEqualTo("ab");
        assertThat(stream.stopped()).isTrue();
    }

    private String push(TextStream stream, String text) {
        StringBuilder given = new StringBuilder();
        for (int id : bytes.encode(text, false)) {
            given.append(stream.push(id));
        }
        return given.toString();
    }

    @Test
    void allPiecesTogetherAreTheWholeText() {
        try (Tokenizer tokenizer = Tokenizer.load(SharedData.folder("stories260K"))) {
            String text = "Once upon a time,  there was café €5 — \n\t\"Lily\" 🙂.";
            int[] ids = tokenizer.encode(text, false);
            TextStream stream = new TextStream(tokenizer, List.of("never"));
            StringBuilder given = new StringBuilder();
            for (int id : ids) {
                given.append(stream.push(id));
            }
            given.append(stream.finish());
            assertThat(given.toString()).isEqualTo(text);
            assertThat(stream.text()).isEqualTo(text);
        }
    }
}
