package org.dasllm.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminalProgressTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void withoutATerminalThereIsAPlainLineAtEveryTenth() {
        TerminalProgress progress = new TerminalProgress(out, false);
        progress.start("train", 200, "steps");
        for (int step = 1; step <= 200; step++) {
            progress.update(step, "loss " + step);
        }
        progress.finish();
        List<String> lines = text().lines().toList();
        assertThat(lines).hasSize(10);
        assertThat(lines.get(0)).contains("train").contains("20/200 steps").contains("loss 20");
        assertThat(lines.get(9)).contains("200/200 steps").doesNotContain("left");
        assertThat(text()).doesNotContain("\r").doesNotContain("\033");
    }

    @Test
    void withoutATerminalFewUnitsStillGiveALineEach() {
        TerminalProgress progress = new TerminalProgress(out, false);
        progress.start("judge", 2, "reports");
        progress.update(1, "");
        progress.update(1, "");
        progress.update(2, "");
        assertThat(text().lines()).hasSize(2);
    }

    @Test
    void onATerminalOneLineIsDrawnAgainAndAgain() {
        TerminalProgress progress = new TerminalProgress(out, true);
        progress.start("train", 4, "steps");
        progress.update(4, "");
        progress.finish();
        assertThat(text().lines().filter(line -> !line.isEmpty() && !line.startsWith("\033")))
                .isEmpty();
        assertThat(text()).contains("\r\033[K").contains("[........................] 0/4 steps");
        assertThat(text()).contains("[########################] 4/4 steps").endsWith(System.lineSeparator());
    }

    @Test
    void aFindingStandsOnALineOfItsOwn() {
        TerminalProgress plain = new TerminalProgress(out, false);
        plain.line("3 samples are left out");
        assertThat(text()).isEqualTo("  3 samples are left out" + System.lineSeparator());
        written.reset();

        TerminalProgress drawn = new TerminalProgress(out, true);
        drawn.start("train", 4, "steps");
        drawn.line("3 samples are left out");
        assertThat(text()).contains("\r\033[K  3 samples are left out" + System.lineSeparator());
        assertThat(text()).endsWith("0/4 steps");
    }

    @Test
    void workOfUnknownLengthIsCounted() {
        TerminalProgress progress = new TerminalProgress(out, true);
        progress.start("import", 0, "rows");
        progress.update(12, "");
        progress.finish();
        progress.update(13, "after the end");
        progress.finish();
        assertThat(text()).contains("12 rows").doesNotContain("12/0").doesNotContain("after the end");
    }

    @ParameterizedTest
    @CsvSource({"0.04, 0.0 s", "9.94, 9.9 s", "41.2, 41 s", "59.99, 59 s", "60, 1 min 00 s", "125, 2 min 05 s"})
    void durationsAreWrittenForPeople(double seconds, String written) {
        assertThat(TerminalProgress.duration(seconds)).isEqualTo(written);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
