package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KilledHarvestTest {
    private static final int PROMPTS = 300;

    @TempDir
    Path dir;

    @Test
    void asksAgainAtMostForWhatWasInFlight() throws Exception {
        Path prompts = Fixture.prompts(dir, PROMPTS);
        Path work = dir.resolve("work");
        Path journal = work.resolve(Harvest.JOURNAL);
        AtomicInteger begun = new AtomicInteger();
        AtomicBoolean killed = new AtomicBoolean();
        // Slower when enough is answered, so that it does not end before it is killed.
        FakeTeacher.Script slow = (text, time) -> {
            Thread.sleep(begun.incrementAndGet() < 80 || killed.get() ? 40 : 1000);
            return FakeTeacher.answer("label of " + text);
        };
        try (FakeTeacher teacher = new FakeTeacher(slow)) {
            Process process = start(teacher, prompts, work);
            while (teacher.total() < 60 && process.isAlive()) {
                Thread.sleep(5);
            }
            // A second harvest on the same journal is refused while the first runs.
            assertThatThrownBy(() -> run(teacher, prompts, work))
                    .hasMessageContaining("The journal " + journal + " is in use by another process");
            process.destroyForcibly().waitFor();
            killed.set(true);
            assertThat(process.exitValue()).isEqualTo(137);
            Map<String, Integer> before = teacher.asked();
            Set<String> answered = answered(journal);
            assertThat(answered).hasSizeBetween(1, PROMPTS - 1);
            assertThat(before.size() - answered.size()).isBetween(0, Fixture.CONCURRENCY);

            HarvestSummary summary = run(teacher, prompts, work);

            assertThat(summary.samples()).isEqualTo(PROMPTS);
            assertThat(summary.reused()).isEqualTo(answered.size());
            int again = 0;
            for (Map.Entry<String, Integer> entry : teacher.asked().entrySet()) {
                int after = entry.getValue() - before.getOrDefault(entry.getKey(), 0);
                if (answered.contains(entry.getKey())) {
                    assertThat(after).as(entry.getKey()).isZero();
                } else {
                    assertThat(after).as(entry.getKey()).isPositive();
                    again += before.containsKey(entry.getKey()) ? 1 : 0;
                }
            }
            assertThat(again).isLessThanOrEqualTo(Fixture.CONCURRENCY);
            assertThat(teacher.asked()).hasSize(PROMPTS);
        }
    }

    private HarvestSummary run(FakeTeacher teacher, Path prompts, Path work) {
        return Harvest.run(Fixture.config(teacher.url()), prompts, work, dir.resolve("samples.jsonl"), Progress.SILENT);
    }

    private Process start(FakeTeacher teacher, Path prompts, Path work) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HarvestProcess.class.getName(),
                        teacher.url(),
                        prompts.toString(),
                        work.toString(),
                        dir.resolve("samples.jsonl").toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("process.log").toFile())
                .start();
        assertThat(process.waitFor(0, TimeUnit.SECONDS)).isFalse();
        return process;
    }

    /** The messages with an answer in the journal; its last line may be cut. */
    private static Set<String> answered(Path journal) {
        Set<String> answered = new HashSet<>();
        Journal.read(
                journal,
                line -> {
                    if (line instanceof JournalLine.Answer answer && answer.body() != null) {
                        String text = Json.parse(answer.body(), JsonNode.class, "the body")
                                .at("/choices/0/message/content")
                                .textValue();
                        answered.add(text.substring("label of ".length()));
                    }
                },
                damage -> fail(damage));
        return answered;
    }
}
