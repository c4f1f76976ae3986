package org.dasllm.dataset.curate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
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
}
