package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Prices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that want the same journal at the same time. */
@Timeout(300)
final class SharedJournalTest {
    private static final int PROMPTS = 60;
    /** More than a few prompts can take at their most, and less than all take. */
    private static final long BUDGET = 600;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    private Process start(FakeProvider provider, Path prompts, int number) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HarvestProcess.class.getName(),
                        provider.url() + "/v1",
                        prompts.toString(),
                        dir.resolve("work").toString(),
                        dir.resolve("samples-" + number + ".jsonl").toString(),
                        String.valueOf(BUDGET))
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log-" + number).toFile())
                .start();
    }

    @Test
    void theyShareOneCap() throws Exception {
        Path prompts = Fixture.prompts(dir, PROMPTS);
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().with((request, time) -> Fault.SLOW))) {
            List<Process> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(start(provider, prompts, i));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).waitFor(240, TimeUnit.SECONDS)).isTrue();
                // Each is refused by the one that has the journal, or comes after it and finds the budget used up.
                assertThat(Files.readString(dir.resolve("log-" + i)))
                        .containsAnyOf("is in use by another process", "The budget of " + BUDGET + " tokens ");
            }
            long billed =
                    provider.bill().counts().input() + provider.bill().counts().output();
            Ledger ledger = new Ledger(Prices.of(null), null, null, 0);
            Journal.read(dir.resolve("work").resolve(Harvest.JOURNAL), ledger::read, damage -> {});
            assertThat(ledger.spent().tokens()).isBetween(billed, BUDGET);
            assertThat(provider.bill().answers()).isBetween(1L, PROMPTS - 1L);
        }
    }
}
