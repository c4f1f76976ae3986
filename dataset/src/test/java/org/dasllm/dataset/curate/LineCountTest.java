package org.dasllm.dataset.curate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.dasllm.dataset.files.LineCount;
import org.dasllm.dataset.files.PieceReader;
import org.dasllm.dataset.files.TextLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineCountTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a\n",
                "a\n\nb\r\n \t\r\nc",
                "\u3000\n\u2003 x\n\u2003\u3000",
                "\ufeff\n\ufeffa\n",
                "\u00a0\n\u00e4\n",
            })
    void countsAsTheReaderDoes(String text) throws IOException {
        long expected = Arrays.stream(text.split("\n", -1))
                .filter(line -> !TextLine.of(line.getBytes(UTF_8)).text().isBlank())
                .count();
        LineCount count = new LineCount();
        new ByteArrayInputStream(text.getBytes(UTF_8)).transferTo(count);
        assertThat(count.lines()).isEqualTo(expected);
    }

    /** The reader sees only the beginning of such a line, which may be blank, and drops it as too long. */
    @Test
    void aLineThatIsTooLongIsNeverBlank() throws IOException {
        byte[] blanks = new byte[PieceReader.MOST_BYTES + 1];
        Arrays.fill(blanks, (byte) ' ');
        LineCount count = new LineCount();
        count.write(blanks, 0, blanks.length - 1);
        assertThat(count.lines()).isZero();
        count.write(' ');
        assertThat(count.lines()).isEqualTo(1);
        assertThat(TextLine.of(blanks).blank()).isFalse();
    }
}
