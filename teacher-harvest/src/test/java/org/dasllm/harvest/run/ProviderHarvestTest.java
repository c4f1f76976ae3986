package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.fake.FaultSchedule;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Prices;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A harvest of every protocol, at a vendor of our own that speaks them and keeps a bill of its own. */
final class ProviderHarvestTest {
    private static final int PROMPTS = 12;
    private static final String SECRET = "sk-known-0123456789";

    private final List<String> told = new ArrayList<>();

    @TempDir
    Path dir;

    private Teachers teacher(String protocol, FakeProvider provider) {
        boolean dated = protocol.equals("azure-dated");
        return Teachers.fake(provider.url())
                .with("protocol", dated ? "azure" : protocol)
                .with("model", "model-1")
                .with("api_version", dated ? "2024-10-21" : null)
                .with("timeout_seconds", 5)
                .with("max_tokens", 60)
                .with("max_retries", 20)
                .with("first_retry_seconds", 0.01)
                .with("api_key_file", key(SECRET));
    }

    private Path key(String secret) {
        try {
            return Files.writeString(dir.resolve("key-" + secret.hashCode()), secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HarvestSummary run(Teachers teacher, int prompts, double maxFailedShare, Optional<Task> task) {
        Progress progress = new Progress() {
            @Override
            public void start(String title, long total, String unit) {
                told.add(title);
            }

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
        LaterStages later = new LaterStages() {
            @Override
            public Optional<String> refusal(Sample sample) {
                return Optional.empty();
            }

            @Override
            public Optional<Task> task() {
                return task;
            }
        };
        return Harvest.run(
                teacher.harvest(maxFailedShare),
                List.of(Fixture.prompts(dir, prompts)),
                dir.resolve("work"),
                dir.resolve("samples.jsonl"),
                later,
                HarvestMode.USUAL,
                progress);
    }

    private List<String> answers() {
        return SampleFile.read(dir.resolve("samples.jsonl")).stream()
                .map(Sample::completion)
                .toList();
    }

    private static List<String> expected(int prompts) {
        return IntStream.range(0, prompts)
                .mapToObj(i -> "answer to: message " + i)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "xai", "azure", "azure-dated", "anthropic", "gemini", "ollama"})
    void answersAndTokensAreThoseOfTheVendorsBill(String protocol) {
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().withSecret(SECRET))) {
            HarvestSummary summary = run(teacher(protocol, provider), PROMPTS, 0, Optional.empty());
            assertThat(answers()).isEqualTo(expected(PROMPTS));
            assertThat(summary.served()).containsExactly(Map.entry("model-1", PROMPTS));
            assertThat(summary.promptTokens())
                    .isEqualTo(provider.bill().counts().input());
            assertThat(summary.completionTokens())
                    .isEqualTo(provider.bill().counts().output());
            assertThat(provider.bill().answers()).isEqualTo(PROMPTS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "azure", "anthropic", "gemini", "ollama"})
    void whateverGoesWrongOnTheWayEveryPromptIsAnsweredOnce(String protocol) {
        FaultSchedule schedule = FaultSchedule.seeded(
                11,
                Map.of(
                        Fault.SERVER_ERROR, 0.08,
                        Fault.UNAVAILABLE, 0.08,
                        Fault.OVERLOADED, 0.04,
                        Fault.RESET_BEFORE, 0.08,
                        Fault.RESET_AFTER, 0.08,
                        Fault.CUT_BODY, 0.08,
                        Fault.MALFORMED, 0.08,
                        Fault.SLOW, 0.08));
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().withSecret(SECRET).with(schedule))) {
            HarvestSummary summary = run(teacher(protocol, provider), 24, 0, Optional.empty());
            assertThat(answers()).isEqualTo(expected(24));
            assertThat(summary.failed()).isZero();
            assertThat(provider.faults()).hasSizeGreaterThan(3);
            // What never arrived was paid for as well, and is on no summary.
            assertThat(summary.completionTokens())
                    .isLessThan(provider.bill().counts().output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "azure", "anthropic", "gemini", "ollama"})
    void aLimitIsWaitedFor(String protocol) {
        FaultSchedule once = (request, time) -> time == 1 && request % 3 == 0 ? Fault.RATE_LIMIT : Fault.NONE;
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().with(once))) {
            HarvestSummary summary = run(teacher(protocol, provider), PROMPTS, 0, Optional.empty());
            assertThat(summary.failed()).isZero();
            assertThat(provider.faults()).containsKey(Fault.RATE_LIMIT);
            assertThat(summary.completionTokens())
                    .isEqualTo(provider.bill().counts().output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "azure", "anthropic", "gemini"})
    void refusalsStopsByAFilterAndTruncationAreToldApart(String protocol) {
        FaultSchedule schedule = (request, time) -> switch ((int) Math.floorMod(request, 4L)) {
            case 0 -> Fault.REFUSAL;
            case 1 -> Fault.FILTER;
            case 2 -> Fault.TRUNCATION;
            default -> Fault.NONE;
        };
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().with(schedule))) {
            HarvestSummary summary = run(teacher(protocol, provider), 20, 0, Optional.empty());
            assertThat(summary.dropped()).containsOnlyKeys(reasons(protocol));
            assertThat(summary.failed()).isZero();
            assertThat(summary.samples()).isEqualTo(answers().size()).isPositive();
        }
    }

    /** Not every vendor tells all of them apart. */
    private static List<String> reasons(String protocol) {
        String cut = "the answer was cut off at max_tokens";
        String refused = "the teacher refused to answer";
        String filtered = "the answer was stopped by the teacher's content filter";
        String blocked = "the teacher's content filter did not let the prompt through";
        return switch (protocol) {
            case "azure" -> List.of(cut, refused, blocked);
            case "anthropic" -> List.of(cut, refused);
            case "gemini" -> List.of(cut, filtered, blocked);
            default -> List.of(cut, refused, filtered);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "azure", "anthropic", "gemini", "ollama"})
    void structuredOutputComesAsTheSchemaSays(String protocol) {
        Task task = ConfigBinder.bind(ConfigSource.json("""
                {"kind": "json", "fields": {"intent": ["refund", "other"], "urgent": "boolean"}}""", "the test"), Task.class);
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest())) {
            run(teacher(protocol, provider).with("structured_output", true), 3, 0, Optional.of(task));
            assertThat(answers())
                    .allMatch(answer -> answer.matches("\\{\"intent\":\"(refund|other)\",\"urgent\":(true|false)}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "xai", "azure", "azure-dated", "anthropic", "gemini", "ollama"})
    void aCallOfAToolIsTheLabel(String protocol) {
        Task task = ConfigBinder.bind(ConfigSource.json("""
                {"kind": "tool_call", "tools": [{"name": "delay", "parameters": {"type": "object", "properties":
                  {"why": {"type": "string"}, "days": {"type": "integer"}}}}]}""", "the test"), Task.class);
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest())) {
            run(teacher(protocol, provider), 3, 0, Optional.of(task));
            // Keys of arguments in one order, whatever the teacher's.
            assertThat(answers())
                    .isEqualTo(IntStream.range(0, 3)
                            .mapToObj(i ->
                                    "{\"tool_calls\":[{\"name\":\"delay\",\"arguments\":{\"days\":9,\"why\":\"message "
                                            + i + "\"}}]}")
                            .toList());
            // The same answers without asking, as the task says now what of them is the label.
            long asked = provider.bill().answers();
            run(teacher(protocol, provider), 3, 0, Optional.of(task));
            assertThat(provider.bill().answers()).isEqualTo(asked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void severalAnswersToAPromptAreSeveralRequestsAndSamples(String protocol) {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest())) {
            Teachers thrice = teacher(protocol, provider)
                    .with("samples_per_prompt", 3)
                    .with("temperature", 0.7)
                    .with("seed", protocol.equals("openai") ? 5 : null)
                    .with("prices", Map.of("input", 2.5, "cached_input", 1.25, "output", 10));
            HarvestSummary first = run(thrice, 3, 0, Optional.empty());
            assertThat(first.asked()).isEqualTo(9);
            assertThat(provider.bill().answers()).isEqualTo(9);
            assertThat(SampleFile.read(dir.resolve("samples.jsonl")).stream().map(Sample::id))
                    .containsExactly("s0", "s0#2", "s0#3", "s1", "s1#2", "s1#3", "s2", "s2#2", "s2#3");
            Ledger ledger = new Ledger(Prices.of(thrice.config().prices()), null, null, 0);
            Journal.read(dir.resolve("work").resolve(Harvest.JOURNAL), ledger::read, damage -> {});
            assertThat(ledger.spent().money())
                    .isEqualByComparingTo(provider.bill().money());
            // Fewer of them need nothing anew, and more only what is missing.
            run(thrice.with("samples_per_prompt", 2), 3, 0, Optional.empty());
            assertThat(provider.bill().answers()).isEqualTo(9);
            run(thrice.with("samples_per_prompt", 4), 3, 0, Optional.empty());
            assertThat(provider.bill().answers()).isEqualTo(12);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "xai", "azure", "azure-dated", "anthropic", "gemini", "ollama"})
    void aKeyIsInNoFileNoMessageAndNoListOfProcesses(String protocol) throws IOException {
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().withSecret(SECRET))) {
            run(teacher(protocol, provider), 2, 0, Optional.empty());
            Path wrong = key("sk-wrong-9876543210");
            assertThatThrownBy(() -> run(
                            teacher(protocol, provider)
                                    .with("api_key_file", wrong)
                                    .with("model", "other"),
                            2,
                            0,
                            Optional.empty()))
                    .message()
                    .contains("Incorrect API key provided: ***")
                    .doesNotContain("sk-wrong-9876543210");
        }
        assertThat(String.join("\n", told)).doesNotContain("sk-");
        try (Stream<Path> files = Files.walk(dir)) {
            List<Path> written = files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("key-"))
                    .toList();
            assertThat(written).hasSizeGreaterThanOrEqualTo(3);
            for (Path file : written) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("sk-known", "sk-wrong");
            }
        }
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(SECRET));
    }
}
