package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several teachers at the same time: each with its own rates and journal, and all of them killed at once. */
@Timeout(180)
final class TeachersSideBySideTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    private final List<String> titles = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private static String config(Map<String, Teachers> teachers) {
        return teachers.entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\":" + each.getValue().json())
                .collect(Collectors.joining(",", "{\"ask\":\"all\",\"teachers\":{", "}}"));
    }

    private static HarvestConfig bound(String config) {
        return ConfigBinder.bind(ConfigSource.json(config, "the test"), HarvestConfig.class);
    }

    private HarvestSummary run(String config, Path prompts) {
        Progress progress = new Progress() {
            @Override
            public void start(String title, long total, String unit) {
                titles.add(title + " " + total);
            }

            @Override
            public void update(long done, String note) {
                notes.add(note);
            }

            @Override
            public void finish() {}

            @Override
            public void line(String text) {
                lines.add(text);
            }
        };
        return Harvest.run(
                bound(config),
                List.of(prompts),
                dir.resolve("work"),
                dir.resolve("samples.jsonl"),
                LaterStages.UNKNOWN,
                HarvestMode.USUAL,
                progress);
    }

    private Path journal(String teacher) {
        return new TeacherJournals(dir.resolve("work"), "a").of(teacher);
    }

    private static Teachers teacher(FakeTeacher fake, String model) {
        return Teachers.fake(fake.url()).with("model", model);
    }

    @Test
    void theSecondIsAskedWhileTheFirstIsStillWaitedFor() throws Exception {
        Path prompts = Fixture.prompts(dir, 12);
        CountDownLatch all = new CountDownLatch(3);
        List<FakeTeacher> fakes = new ArrayList<>();
        Map<String, Teachers> teachers = new LinkedHashMap<>();
        try {
            for (String name : List.of("a", "b", "c")) {
                AtomicBoolean first = new AtomicBoolean(true);
                // Nobody is answered before each of them has been asked.
                FakeTeacher fake = new FakeTeacher((text, time) -> {
                    if (first.getAndSet(false)) {
                        all.countDown();
                    }
                    return FakeTeacher.answer(all.await(15, TimeUnit.SECONDS) ? "label by " + name : "alone");
                });
                fakes.add(fake);
                teachers.put(name, teacher(fake, "model-" + name));
            }
            HarvestSummary summary = run(config(teachers), prompts);
            assertThat(summary.asked()).isEqualTo(36);
            assertThat(SampleFile.read(dir.resolve("samples.jsonl")))
                    .extracting(Sample::completion)
                    .startsWith("label by a", "label by b", "label by c")
                    .doesNotContain("alone");
            assertThat(titles).containsExactly("Asking a, b, c 36");
            assertThat(notes.get(notes.size() - 1)).contains("a: 12 (", "; b: 12 (", "; c: 12 (");

            run(config(teachers), prompts);
            assertThat(lines)
                    .contains(
                            "b: 12 of 12 answers are in the journal already and are not asked for again",
                            "c: 12 of 12 answers are in the journal already and are not asked for again");
            assertThat(fakes).extracting(FakeTeacher::total).containsOnly(12);
        } finally {
            fakes.forEach(FakeTeacher::close);
        }
    }

    @Test
    void eachKeepsItsOwnRate() throws Exception {
        Path prompts = Fixture.prompts(dir, 6);
        try (FakeTeacher slow = new FakeTeacher((text, time) -> FakeTeacher.answer("a"));
                FakeTeacher free = new FakeTeacher((text, time) -> FakeTeacher.answer("b"))) {
            Map<String, Teachers> teachers = new LinkedHashMap<>();
            teachers.put("a", teacher(slow, "model-a").with("requests_per_minute", 600));
            teachers.put("b", teacher(free, "model-b").with("concurrency", 6));
            run(config(teachers), prompts);
            assertThat(span(journal("a")))
                    .as("five pauses of 100 ms; on a busy machine the first request is written down late")
                    .isGreaterThanOrEqualTo(Duration.ofMillis(400));
            assertThat(free.total()).isEqualTo(6);
            assertThat(span(journal("b")))
                    .as("the other one's pauses are not its own")
                    .isLessThan(span(journal("a")));
        }
    }

    /** From the first request to the last. */
    private static Duration span(Path journal) {
        List<Instant> times = new ArrayList<>();
        Journal.read(
                journal,
                line -> {
                    if (line instanceof JournalLine.Request request) {
                        times.add(Instant.parse(request.at()));
                    }
                },
                damage -> {
                    throw new AssertionError(damage);
                });
        assertThat(times).hasSize(6).isSorted();
        return Duration.between(times.get(0), times.get(times.size() - 1));
    }

    @Test
    void oneThatStandsThereTwiceIsPaidOnce() throws Exception {
        Path prompts = Fixture.prompts(dir, 10);
        try (FakeTeacher one = new FakeTeacher((text, time) -> FakeTeacher.answer("x"));
                FakeTeacher other = new FakeTeacher((text, time) -> FakeTeacher.answer("y"))) {
            Map<String, Teachers> teachers = new LinkedHashMap<>();
            teachers.put("a", teacher(one, "model-a"));
            teachers.put("again", teacher(one, "model-a"));
            teachers.put("b", teacher(other, "model-b"));
            HarvestSummary summary = run(config(teachers), prompts);
            assertThat(one.total()).isEqualTo(10);
            assertThat(other.total()).isEqualTo(10);
            assertThat(summary.samples()).isEqualTo(30);
            assertThat(titles).containsExactly("Asking a, b 20");
            assertThat(SampleFile.read(dir.resolve("samples.jsonl")))
                    .extracting(Sample::completion)
                    .startsWith("x", "x", "y");
        }
    }

    @Test
    void killedTheyGoOnAndAskAgainAtMostForWhatWasInFlight() throws Exception {
        Path prompts = Fixture.prompts(dir, 120);
        List<String> names = List.of("a", "b", "c");
        AtomicBoolean killed = new AtomicBoolean();
        AtomicInteger begun = new AtomicInteger();
        Map<String, FakeTeacher> fakes = new LinkedHashMap<>();
        Map<String, Teachers> teachers = new LinkedHashMap<>();
        try {
            for (String name : names) {
                // Slower when enough is answered, so that it does not end before it is killed.
                FakeTeacher fake = new FakeTeacher((text, time) -> {
                    Thread.sleep(begun.incrementAndGet() < 100 || killed.get() ? 30 : 1000);
                    return FakeTeacher.answer("label of " + text);
                });
                fakes.put(name, fake);
                teachers.put(name, teacher(fake, "model-" + name));
            }
            Process process = ConfiguredHarvestProcess.start(config(teachers), prompts, dir.resolve("work"));
            while (fakes.values().stream().anyMatch(fake -> fake.total() < 15) && process.isAlive()) {
                Thread.sleep(5);
            }
            process.destroyForcibly().waitFor();
            killed.set(true);
            assertThat(process.exitValue()).isEqualTo(137);
            Map<String, Set<String>> answered = new LinkedHashMap<>();
            Map<String, Map<String, Integer>> before = new LinkedHashMap<>();
            for (String name : names) {
                answered.put(name, answered(journal(name)));
                before.put(name, of(fakes, name).asked());
                assertThat(of(answered, name)).as(name).hasSizeBetween(1, 119);
            }

            HarvestSummary summary = run(config(teachers), prompts);

            assertThat(summary.samples()).isEqualTo(360);
            for (String name : names) {
                int again = 0;
                for (Map.Entry<String, Integer> asked : of(fakes, name).asked().entrySet()) {
                    int after = asked.getValue() - of(before, name).getOrDefault(asked.getKey(), 0);
                    if (of(answered, name).contains(asked.getKey())) {
                        assertThat(after).as(name + ", " + asked.getKey()).isZero();
                    } else {
                        again += of(before, name).containsKey(asked.getKey()) ? 1 : 0;
                    }
                }
                assertThat(again).as(name).isLessThanOrEqualTo(Fixture.CONCURRENCY);
                assertThat(of(fakes, name).asked()).as(name).hasSize(120);
            }
        } finally {
            fakes.values().forEach(FakeTeacher::close);
        }
    }

    private static <T> T of(Map<String, T> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }

    /** The messages with an answer in a journal. */
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
                damage -> {
                    throw new AssertionError(damage);
                });
        return answered;
    }
}
