package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Prices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole harvests against a teacher with a bill of its own, which fails in every way, over several runs of one journal. */
final class MoneyFaultsTest {
    private static final int SCHEDULES = 1000;
    private static final int AT_ONCE = 32;
    private static final int PROMPTS = 6;
    private static final int RUNS = 3;
    /** For a message in a request of a prompt of {@link Fixture}, its answers and what tools are allowed. */
    private static final int REQUEST_TOKENS = 700;

    @TempDir
    Path dir;

    /** A memory's file system where there is one: every line of a journal waits for its disk, and here are some ten thousand. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    @Test
    void neverOverTheBudgetNeverBelowTheBillAndEqualWhereUsageArrived() throws Exception {
        Path prompts = Fixture.prompts(dir, PROMPTS);
        Path folder = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "dasllm-money") : dir;
        // Harvests mostly wait, for pauses and for each other.
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<?>> schedules = new ArrayList<>();
        for (int i = 0; i < SCHEDULES; i++) {
            int seed = i;
            schedules.add(threads.submit(() -> {
                schedule(seed, prompts, folder);
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> schedule : schedules) {
            schedule.get();
        }
        try (Stream<Path> left = Files.walk(folder)) {
            left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
        assertThat(seen.get("budget used up"))
                .as("schedules that reach their budget")
                .isGreaterThan(100);
        assertThat(seen.get("to the cent"))
                .as("schedules whose bill is reported in full")
                .isGreaterThan(100);
        assertThat(seen.get("above the bill"))
                .as("schedules with costs that are not told")
                .isGreaterThan(100);
        assertThat(seen.get("went on"))
                .as("runs that went on where one had ended early")
                .isGreaterThan(100);
    }

    private void schedule(int seed, Path prompts, Path folder) throws Exception {
        Random random = new Random(seed);
        BillingTeacher.Rates rates = BillingTeacher.Rates.random(random);
        BillingTeacher.Rates longRates = BillingTeacher.Rates.random(random);
        int longFrom = 1 + random.nextInt(200);
        BillingTeacher teacher = new BillingTeacher(
                new Random(31L * seed + 1), rates, longRates, longFrom, 1 + random.nextInt(60), random.nextInt(3) > 0);
        Map<String, Object> longPrompt = new LinkedHashMap<>(longRates.keys());
        longPrompt.put("above", longFrom);
        Map<String, Object> prices = new LinkedHashMap<>(rates.keys());
        prices.put("long_prompt", longPrompt);
        boolean inMoney = random.nextBoolean();
        double money = (1 + random.nextInt(400)) / 1e4;
        long tokens = REQUEST_TOKENS * (1L + random.nextInt(3 * PROMPTS));
        TeacherConfig config = Teachers.fake("http://127.0.0.1:9/v1")
                .with("first_retry_seconds", 0.0001)
                .with("concurrency", 1 + random.nextInt(4))
                .with("max_retries", random.nextInt(4))
                .with("prices", prices)
                .with(inMoney ? "budget_money" : "budget_tokens", inMoney ? (Object) money : (Object) tokens)
                .config();
        Path journal = folder.resolve("journal-" + seed + ".jsonl");
        boolean early = false;
        for (int run = 0; run < RUNS; run++) {
            if (early) {
                seen.merge("went on", 1, Integer::sum);
            }
            early = !harvest(config, teacher, journal, prompts);
            Ledger ledger = new Ledger(Prices.of(config.prices()), null, null, 0);
            Journal.open(journal, 0, ledger::read).close();
            String where = "schedule " + seed + ", run " + run;
            if (inMoney) {
                assertThat(ledger.spent().money()).as(where).isLessThanOrEqualTo(BigDecimal.valueOf(money));
            } else {
                assertThat(ledger.spent().tokens()).as(where).isLessThanOrEqualTo(tokens);
            }
            assertThat(ledger.spent().money()).as(where).isGreaterThanOrEqualTo(teacher.bill());
            assertThat(ledger.spent().tokens()).as(where).isGreaterThanOrEqualTo(teacher.billedTokens());
            assertThat(ledger.costs().settled().money()).as(where).isEqualByComparingTo(teacher.settled());
            if (teacher.unsettled() == 0) {
                assertThat(ledger.spent().money()).as(where).isEqualByComparingTo(teacher.bill());
            }
        }
        seen.merge(teacher.unsettled() == 0 ? "to the cent" : "above the bill", 1, Integer::sum);
        Files.delete(journal);
    }

    /** False where it ended before all was asked. */
    private boolean harvest(TeacherConfig config, BillingTeacher teacher, Path journal, Path prompts) {
        AskedTeacher asked = new AskedTeacher(
                config.model(),
                config,
                teacher,
                PromptMasking.of(null),
                false,
                journal,
                List::of,
                LaterStages.UNKNOWN,
                HarvestMode.USUAL,
                Progress.SILENT);
        try (TeacherAsking asking =
                TeacherAsking.open(asked, PromptFiles.read(List.of(prompts), LaterStages.UNKNOWN))) {
            asking.ask();
            asking.read(journal.resolveSibling(journal.getFileName() + ".samples"));
            asking.answered().close();
            return true;
        } catch (RuntimeException ended) {
            if (String.valueOf(ended.getMessage()).startsWith("The budget of ")) {
                seen.merge("budget used up", 1, Integer::sum);
            }
            return false;
        }
    }
}
