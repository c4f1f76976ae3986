package org.dasllm.dataset.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    @Test
    void linesAreCountedInASmallFileAndEstimatedInALargeOne() throws IOException {
        Path small = Files.writeString(dir.resolve("small"), "{}\n".repeat(1000));
        Path large = Files.writeString(dir.resolve("large"), ("x".repeat(99) + "\n").repeat(50_000));

        assertThat(InputFile.lines(small)).isEqualTo(1000);
        assertThat(InputFile.lines(large)).isCloseTo(50_000L, within(100L));
    }

    @Test
    void aFileThatIsEmptyOrHasOneLongLineHasFew() throws IOException {
        Path empty = Files.writeString(dir.resolve("empty"), "");
        Path oneLine = Files.writeString(dir.resolve("one"), "x".repeat(5_000_000));

        assertThat(InputFile.lines(empty)).isZero();
        assertThat(InputFile.lines(oneLine)).isBetween(1L, 5L);
    }
}
