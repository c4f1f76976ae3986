package org.dasllm.engine.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessLogTest {
    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void addsToWhatIsThere() throws IOException {
        Path file = Files.writeString(folder.resolve("access.jsonl"), "before\n");
        try (AccessLog log = AccessLog.open(file, told::add)) {
            log.add("one");
            log.add("two");
        }
        assertThat(Files.readAllLines(file)).containsExactly("before", "one", "two");
        assertThat(told).isEmpty();
    }

    @Test
    void aFileThatWasMovedAwayIsBegunAnew() throws Exception {
        Path file = folder.resolve("access.jsonl");
        try (AccessLog log = AccessLog.open(file, told::add)) {
            log.add("first");
            await(file, "first");
            Files.move(file, folder.resolve("access.jsonl.1"));
            log.add("second");
            await(file, "second");
        }
        assertThat(Files.readAllLines(folder.resolve("access.jsonl.1"))).containsExactly("first");
        assertThat(Files.readAllLines(file)).containsExactly("second");
    }

    private static void await(Path file, String line) throws Exception {
        for (int i = 0; i < 3000; i++) {
            if (Files.exists(file) && Files.readAllLines(file).contains(line)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new AssertionError("never written: " + line);
    }

    @Test
    void saysAtTheStartWhatCannotBeWritten() {
        Path nowhere = folder.resolve("none").resolve("access.jsonl");
        assertThatThrownBy(() -> AccessLog.open(nowhere, told::add))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("access.jsonl");
    }

    @Test
    void identifiersOfClientsAreTakenWhereLogsCanHaveThem() {
        assertThat(RequestId.of(Optional.of("trace-42/a.b"))).isEqualTo("trace-42/a.b");
        for (String unusable : List.of("", "a b", "a\"b", "a\nb", "é", "x".repeat(129))) {
            assertThat(RequestId.of(Optional.of(unusable))).startsWith("req_").hasSize(36);
        }
    }
}
