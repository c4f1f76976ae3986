package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.CostReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpentBeforeTest {
    @TempDir
    Path dir;

    private RunFolder folder;

    private static TeacherConfig teacher(String keys) {
        return ConfigBinder.bind(
                ConfigSource.json(
                        "{\"base_url\": \"http://127.0.0.1:9/v1\", \"model\": \"m\", \"max_tokens\": 10, " + keys + "}",
                        "the test"),
                TeacherConfig.class);
    }

    /** A run that has spent 5. */
    @BeforeEach
    void spend() throws Exception {
        folder = new RunFolder(dir);
        Files.createDirectories(folder.harvest());
        try (Journal journal = Journal.open(folder.journal(), 0, line -> {})) {
            journal.append(new JournalLine.Answer(
                    "a", 1, "2026-11-29T00:00:00Z", 5, "x", "stop", "m", 1_000_000L, 500_000L, null));
        }
        CostReport.of(teacher("\"prices\": {\"input\": 3, \"output\": 4}"), folder.journal())
                .write(folder.harvest().resolve(CostReport.FILE));
    }

    @Test
    void lowerPricesDoNotMakeRoomInABudget() {
        assertThatThrownBy(() -> SpentBefore.require(
                        teacher("\"budget_money\": 6, \"prices\": {\"input\": 1, \"output\": 2}"), folder.harvest()))
                .hasMessageContaining("has spent 5 USD by " + folder.harvest().resolve(CostReport.FILE))
                .hasMessageContaining("comes to 2 USD, so that budget_money would not be kept")
                .hasMessageContaining("move that file away");
    }

    @Test
    void anotherCurrencyCannotBeCompared() {
        assertThatThrownBy(() -> SpentBefore.require(
                        teacher(
                                "\"budget_money\": 60, \"prices\": {\"input\": 9, \"output\": 9, \"currency\": \"EUR\"}"),
                        folder.harvest()))
                .hasMessageContaining("5 USD")
                .hasMessageContaining("13.5 EUR");
    }

    @Test
    void theSamePricesAndHigherOnesAndNoBudgetGoOn() {
        assertThatNoException().isThrownBy(() -> {
            SpentBefore.require(
                    teacher("\"budget_money\": 6, \"prices\": {\"input\": 3, \"output\": 4}"), folder.harvest());
            SpentBefore.require(
                    teacher("\"budget_money\": 6, \"prices\": {\"input\": 4, \"output\": 4}"), folder.harvest());
            SpentBefore.require(teacher("\"prices\": {\"input\": 1, \"output\": 2}"), folder.harvest());
            Files.delete(folder.harvest().resolve(CostReport.FILE));
            SpentBefore.require(
                    teacher("\"budget_money\": 6, \"prices\": {\"input\": 1, \"output\": 2}"), folder.harvest());
        });
    }
}
