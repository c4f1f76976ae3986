package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Prices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetAcrossRunsTest {
    private static final FakeTeacher.Response UNREADABLE =
            new FakeTeacher.Response(200, "{\"choices\":[{\"message\":{\"content\":\"cut");

    @TempDir
    Path dir;

    private Path journal() {
        return dir.resolve("work").resolve(Harvest.JOURNAL);
    }

    private HarvestSummary run(FakeTeacher teacher, long budget, int prompts) {
        return run(Teachers.fake(teacher.url()), budget, prompts);
    }

    private HarvestSummary run(Teachers teacher, long budget, int prompts) {
        TeacherConfig config = teacher.with("concurrency", 2)
                .with("max_retries", 2)
                .with("budget_tokens", budget)
                .config();
        return Harvest.run(
                Teachers.harvest(config, 1),
                Fixture.prompts(dir, prompts),
                dir.resolve("work"),
                dir.resolve("samples.jsonl"),
                Progress.SILENT);
    }

    /** What a harvest says it has spent when its budget is used up. */
    private long spentAtTheEnd(FakeTeacher teacher, long budget, int prompts) {
        long[] spent = new long[1];
        // Some answers of these tests never come.
        Teachers impatient = Teachers.fake(teacher.url()).with("timeout_seconds", 0.3);
        assertThatThrownBy(() -> run(impatient, budget, prompts)).satisfies(e -> {
            Matcher told = Pattern.compile("(?:used up|next request): (\\d+) are spent")
                    .matcher(String.valueOf(e.getMessage()));
            assertThat(told.find()).as(e.getMessage()).isTrue();
            spent[0] = Long.parseLong(told.group(1));
        });
        return spent[0];
    }

    private long spentByTheJournal() {
        Ledger ledger = new Ledger(Prices.of(null), null, null, 0);
        Journal.open(journal(), 0, ledger::read).close();
        return ledger.spent().tokens();
    }

    @Test
    void whatCouldNotBeReadIsNotForgottenWhenTheHarvestGoesOn() throws Exception {
        FakeTeacher.Script script = (text, time) -> time % 2 == 1 ? UNREADABLE : FakeTeacher.answer("x");
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            long spent = spentAtTheEnd(teacher, 2000, 20);
            assertThat(spent).isGreaterThan(1500).isLessThanOrEqualTo(2000);
            assertThat(spentByTheJournal()).isEqualTo(spent);
            // What the last request in flight had set aside may be free again; and then nothing more is sent.
            long again = spentAtTheEnd(teacher, 2000, 20);
            assertThat(again).isBetween(spent, 2000L);
            int asked = teacher.total();
            assertThat(spentAtTheEnd(teacher, 2000, 20)).isEqualTo(again);
            assertThat(teacher.total()).isEqualTo(asked);
        }
    }

    @Test
    void answersWithoutTheirCostAndThoseThatNeverCameCountWithTheirMost() throws Exception {
        FakeTeacher.Response untold = new FakeTeacher.Response(
                200, "{\"choices\":[{\"message\":{\"content\":\"é\"},\"finish_reason\":\"stop\"}]}");
        FakeTeacher.Script script = (text, time) -> {
            if (time == 1) {
                Thread.sleep(1000);
            }
            return untold;
        };
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            long spent = spentAtTheEnd(teacher, 1200, 20);
            assertThat(spent).isPositive();
            assertThat(spentByTheJournal()).isEqualTo(spent);
            long expected = Files.readAllLines(journal()).stream()
                    .filter(line -> line.startsWith("{\"type\":\"request\""))
                    .count();
            assertThat(expected).isGreaterThan(3);
        }
    }

    private List<JournalLine> lines() {
        List<JournalLine> lines = new ArrayList<>();
        Journal.read(journal(), lines::add, damage -> fail(damage));
        return lines;
    }

    @Test
    void refusalsCostNothing() throws Exception {
        FakeTeacher.Script script =
                (text, time) -> time <= 2 ? new FakeTeacher.Response(503, "busy") : FakeTeacher.answer("x");
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            assertThat(run(teacher, 1000, 4).samples()).isEqualTo(4);
            assertThat(spentByTheJournal()).isEqualTo(4 * 13);
        }
    }

    @Test
    void aRequestUnderWayWhenTheProcessWasKilledMayHaveBeenBilled() throws Exception {
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("x"))) {
            run(teacher, 1000, 1);
            List<String> lines = Files.readAllLines(journal(), StandardCharsets.UTF_8);
            JournalLine.Request request = (JournalLine.Request) lines().get(0);
            Files.writeString(journal(), lines.get(1) + "\n");
            assertThat(request.body()).isNotNull();
            long most = Prices.of(null).most(request.body()).tokens();
            assertThat(spentByTheJournal()).isEqualTo(most);
            assertThatThrownBy(() -> run(teacher, 2 * most - 1, 1)).hasMessageContaining(most + " are spent");
            assertThat(run(teacher, 2 * most, 1).asked()).isEqualTo(1);
            assertThat(spentByTheJournal()).isEqualTo(most + 13);
        }
    }

    @Test
    void aBudgetOfMoneyIsKeptAcrossRuns() throws Exception {
        TeacherPrices prices = new TeacherPrices(2, Optional.of(0.5), 8, Optional.empty(), "EUR");
        String answer = "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}],\"usage\":{"
                + "\"prompt_tokens\":10,\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":4}}}";
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> new FakeTeacher.Response(200, answer))) {
            TeacherConfig config = Teachers.fake(teacher.url())
                    .with("timeout_seconds", 5)
                    .with("concurrency", 2)
                    .with("max_retries", 2)
                    .with("prices", prices)
                    .with("budget_money", 0.0008)
                    .config();
            // 6 of the prompt at 2, 4 of the cache at 0.5 and 3 of the answer at 8 for a million.
            BigDecimal each = new BigDecimal("0.000038");
            assertThatThrownBy(() -> runWith(config))
                    .hasMessageContaining("The budget of 0.0008 EUR does not allow the next request: 0.000")
                    .hasMessageContaining("Raise budget_money");
            int asked = teacher.total();
            assertThat(asked).isBetween(1, 20);
            Ledger ledger = new Ledger(Prices.of(prices), null, null, 0);
            Journal.open(journal(), 0, ledger::read).close();
            assertThat(ledger.spent().money()).isEqualByComparingTo(each.multiply(BigDecimal.valueOf(asked)));
            assertThatThrownBy(() -> runWith(config)).hasMessageContaining("The budget of ");
            assertThat(teacher.total()).isEqualTo(asked);
        }
    }

    private HarvestSummary runWith(TeacherConfig config) {
        return Harvest.run(
                Teachers.harvest(config, 1),
                Fixture.prompts(dir, 40),
                dir.resolve("work"),
                dir.resolve("samples.jsonl"),
                Progress.SILENT);
    }
}
