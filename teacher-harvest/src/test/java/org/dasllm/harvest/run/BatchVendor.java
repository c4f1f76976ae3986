package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;

/** A vendor of batches on this machine, and runs of a harvest with it that know of each other by the journal alone. */
public final class BatchVendor implements AutoCloseable {
    /** The key that the vendor knows; with Bedrock the name of the key. */
    public static final String SECRET = "sk-batch-0123456789";

    private final Path dir;
    private final FakeProvider provider;
    private final Teachers teacher;
    private final Path prompts;
    private final List<String> told = new ArrayList<>();

    /** Makes a teacher of the vendor's address and the keys of its section {@code batch}. */
    public interface Asking {
        Teachers at(String url, Map<String, Object> batch);
    }

    /** @param keys of the batch's section, beside a short time between polls */
    public BatchVendor(Path dir, int requests, BatchFaults faults, Asking asking, Map<String, Object> keys) {
        this.dir = dir;
        this.provider =
                new FakeProvider(FakeProviderConfig.honest().withSecret(SECRET).with(faults));
        this.prompts = Fixture.prompts(dir, requests);
        Map<String, Object> batch = new HashMap<>(Map.of("poll_seconds", 0.02));
        batch.putAll(keys);
        this.teacher = asking.at(provider.url(), batch)
                .with("model", "model-1")
                .with("max_tokens", 60)
                .with(
                        "prices",
                        Map.of("input", 2.5, "cached_input", 1.25, "output", 10, "batch", Map.of("share", 0.5)));
    }

    public FakeProvider provider() {
        return provider;
    }

    public Teachers teacher() {
        return teacher;
    }

    public TeacherConfig config() {
        return teacher.config();
    }

    public Path journal() {
        return dir.resolve("work").resolve(Harvest.JOURNAL);
    }

    /** What was said, over all runs. */
    public List<String> told() {
        return told;
    }

    public HarvestSummary run(Teachers as, boolean waits, Set<String> submitAgain) {
        Progress progress = new Progress() {
            @Override
            public void start(String title, long total, String unit) {}

            @Override
            public void update(long done, String note) {
                told.add(note);
            }

            @Override
            public void finish() {}

            @Override
            public void line(String text) {
                told.add(text);
            }
        };
        return Harvest.run(
                as.harvest(0),
                List.of(prompts),
                dir.resolve("work"),
                dir.resolve("samples.jsonl"),
                LaterStages.UNKNOWN,
                new HarvestMode(true, List.of(), waits, submitAgain),
                progress);
    }

    public HarvestSummary run() {
        return run(teacher, true, Set.of());
    }

    /** Runs that wait for nothing, until one comes to the end. */
    public int comeBackUntilDone() {
        for (int runs = 1; runs < 100; runs++) {
            if (comeBack().isEmpty()) {
                return runs;
            }
        }
        throw new AssertionError("the harvest never ends: " + told.subList(told.size() - 5, told.size()));
    }

    /** One run that waits for nothing; why it ended early, if so. */
    public Optional<DasllmException> comeBack() {
        try {
            run(teacher, false, Set.of());
            return Optional.empty();
        } catch (DasllmException left) {
            assertThat(left.exitCode()).as(left.getMessage()).isEqualTo(ExitCode.LATER);
            return Optional.of(left);
        }
    }

    public List<String> answers() {
        return SampleFile.read(dir.resolve("samples.jsonl")).stream()
                .map(Sample::completion)
                .toList();
    }

    public List<JournalLine> lines() {
        List<JournalLine> lines = new ArrayList<>();
        Journal.read(journal(), lines::add, damage -> {
            throw new AssertionError(damage);
        });
        return lines;
    }

    /** Of every answer what it cost, by its request; no request has two. */
    public Map<String, BigDecimal> costs() {
        Map<String, BigDecimal> costs = new HashMap<>();
        for (JournalLine line : lines()) {
            if (line instanceof JournalLine.Answer answer) {
                BigDecimal money =
                        new BigDecimal(Objects.requireNonNull(answer.cost()).amount());
                assertThat(costs.put(answer.hash(), money)).isNull();
            }
        }
        return costs;
    }

    /** How often each request was submitted. */
    public Map<String, Integer> submissions() {
        Map<String, Integer> counts = new HashMap<>();
        Set<String> batches = new HashSet<>();
        for (JournalLine line : lines()) {
            if (line instanceof JournalLine.Request request) {
                counts.merge(request.hash(), 1, Integer::sum);
                batches.add(request.batch());
            }
        }
        assertThat(batches).doesNotContainNull();
        return counts;
    }

    @Override
    public void close() {
        provider.close();
    }
}
