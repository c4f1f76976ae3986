package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.CostReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that are killed or end while batches are under way, and batches that somebody or their vendor ends before they are done. */
@Timeout(180)
final class BatchEndingsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    private static List<String> expected(int requests) {
        return IntStream.range(0, requests)
                .mapToObj(i -> "answer to: message " + i)
                .toList();
    }

    private static void assertPaidOnce(BatchVendor vendor) {
        BigDecimal costs = vendor.costs().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(costs).isEqualByComparingTo(vendor.provider().bill().money());
        CostReport report = CostReport.of(vendor.config(), vendor.journal());
        assertThat(new BigDecimal(report.spent().money()))
                .isEqualByComparingTo(vendor.provider().bill().money());
    }

    /** The names of batches with an id, as far as a journal that somebody may be writing is on the disk. */
    private static Set<String> submitted(Path journal) {
        if (!Files.exists(journal)) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        Journal.read(
                journal,
                line -> {
                    if (line instanceof JournalLine.Batch batch && batch.step() == JournalLine.BatchStep.SUBMITTED) {
                        names.add(batch.name());
                    }
                },
                damage -> {});
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure", "anthropic", "gemini"})
    void killedWhileItWaitsTheNextProcessCollectsWhatTheVendorHas(String protocol) throws Exception {
        // Some requests of the first batch expire or fail, so that the next process has something to submit, too.
        BatchFaults faults = new BatchFaults(4, 1, 0.1, 0.1, 0, false, 0, 0);
        try (BatchVendor vendor = vendor(protocol, 30, faults, Map.of("max_requests", 10))) {
            Teachers patient = vendor.teacher().with("batch", Map.of("max_requests", 10, "poll_seconds", 600));
            Process process = ConfiguredHarvestProcess.start(
                    "{\"teacher\":" + patient.json() + "}", dir.resolve("prompts.jsonl"), dir.resolve("work"));
            for (int i = 0;
                    i < 6000 && process.isAlive() && submitted(vendor.journal()).size() < 3;
                    i++) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(process.isAlive())
                    .as(Files.readString(dir.resolve("process.log")))
                    .isTrue();
            Set<String> before = submitted(vendor.journal());
            process.destroyForcibly().waitFor();
            assertThat(process.exitValue()).isEqualTo(137);
            assertThat(before).hasSize(3);

            HarvestSummary summary = vendor.run();

            assertThat(summary.asked()).isEqualTo(30);
            assertThat(vendor.answers()).isEqualTo(expected(30));
            assertThat(submitted(vendor.journal())).containsAll(before);
            assertThat(vendor.submissions().values()).allMatch(times -> times <= 2);
            assertThat(vendor.submissions().values().stream()
                            .filter(times -> times == 2)
                            .count())
                    .as("only what expired or failed")
                    .isLessThan(10);
            assertThat(vendor.provider().bill().answers()).isEqualTo(30);
            assertPaidOnce(vendor);
        }
    }

    @Test
    void aRunWaitsAsLongAsItMayAndTheNextOneGoesOn() {
        try (BatchVendor vendor =
                vendor("openai", 20, new BatchFaults(60, 0, 0, 0, 0, false, 0, 0), Map.of("max_requests", 10))) {
            // Half a second of twice 60 polls, one every 20 ms.
            Teachers impatient = vendor.teacher()
                    .with("batch", Map.of("max_requests", 10, "poll_seconds", 0.02, "wait_hours", 0.5 / 3600));
            long start = System.nanoTime();
            assertThatThrownBy(() -> vendor.run(impatient, true, Set.of()))
                    .isInstanceOfSatisfying(
                            DasllmException.class,
                            left -> assertThat(left.exitCode()).isEqualTo(ExitCode.LATER))
                    .hasMessageContaining("2 batches of 20 requests are under way at ")
                    .hasMessageContaining("Run the same command again later");
            assertThat(System.nanoTime() - start)
                    .as("it has waited, though not to the end")
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(vendor.costs()).isEmpty();
            vendor.run();
            assertThat(vendor.answers()).isEqualTo(expected(20));
            assertThat(vendor.submissions().values()).containsOnly(1);
            assertPaidOnce(vendor);
        }
    }

    /** A batch that a person cancels at the vendor's console: finished results are there, the rest is said to be cancelled or missing. */
    private static String cancelled(String protocol, String body) {
        return switch (protocol) {
            case "anthropic" -> body.replace("\"type\":\"expired\"", "\"type\":\"canceled\"");
            case "gemini" ->
                body.replace("BATCH_STATE_SUCCEEDED", "BATCH_STATE_CANCELLED")
                        .replace("\"code\":4", "\"code\":1")
                        .replace("was not processed before the deadline", "was cancelled");
            // OpenAI's file of answers stays; of requests without one there may be no line at all.
            default ->
                body.contains("\"status\":\"expired\"")
                        ? body.replace("\"status\":\"expired\"", "\"status\":\"cancelled\"")
                                .replaceAll("\"error_file_id\":\"[^\"]*\"", "\"error_file_id\":null")
                        : body;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure", "anthropic", "gemini"})
    void ofACancelledBatchWhatIsFinishedIsKeptAndTheRestIsAskedAgain(String protocol) throws Exception {
        BatchFaults faults = new BatchFaults(1, 1, 0.4, 0, 0, false, 0, 0);
        try (BatchVendor vendor = vendor(protocol, 60, faults, Map.of());
                RewordedVendor between =
                        new RewordedVendor(vendor.provider().url(), (path, body) -> cancelled(protocol, body))) {
            vendor.run(vendor.teacher().with("base_url", between.url()), true, Set.of());
            assertThat(vendor.answers()).isEqualTo(expected(60));
            Map<String, Integer> submissions = vendor.submissions();
            long again =
                    submissions.values().stream().filter(times -> times == 2).count();
            assertThat(submissions.values()).allMatch(times -> times <= 2);
            assertThat(again).isBetween(10L, 40L);
            List<String> reasons = vendor.lines().stream()
                    .filter(JournalLine.Failure.class::isInstance)
                    .map(line -> ((JournalLine.Failure) line).reason())
                    .distinct()
                    .toList();
            assertThat(reasons).singleElement().asString().contains("cancelled");
            assertThat(vendor.told()).anyMatch(text -> text.contains(", " + again + " to be submitted again"));
            assertThat(vendor.provider().bill().answers()).isEqualTo(60);
            assertPaidOnce(vendor);
        }
    }

    @Test
    void aBatchThatItsVendorTakesBackIsSubmittedAgainWhenAnotherHasEnded() throws Exception {
        AtomicReference<@Nullable String> first = new AtomicReference<>();
        RewordedVendor.Words failing = (path, body) -> {
            // The first batch that is asked about has failed, with no result and no cost.
            String id = path.startsWith("/v1/batches/") ? path.substring("/v1/batches/".length()) : "";
            if (id.isEmpty() || !Objects.equals(first.updateAndGet(known -> known == null ? id : known), id)) {
                return body;
            }
            return body.replaceAll("\"status\":\"[a-z_]*\"", "\"status\":\"failed\"")
                    .replaceAll("\"(output|error)_file_id\":\"[^\"]*\"", "\"$1_file_id\":null")
                    .replace(
                            "\"errors\":null",
                            "\"errors\":{\"object\":\"list\",\"data\":[{\"code\":\"token_limit_exceeded\",\"message\":"
                                    + "\"Enqueued token limit reached\",\"param\":null,\"line\":null}]}");
        };
        try (BatchVendor vendor =
                        vendor("openai", 20, new BatchFaults(2, 0, 0, 0, 0, false, 0, 0), Map.of("max_requests", 10));
                RewordedVendor between = new RewordedVendor(vendor.provider().url(), failing)) {
            vendor.run(vendor.teacher().with("base_url", between.url()), true, Set.of());
            assertThat(vendor.answers()).isEqualTo(expected(20));
            assertThat(vendor.told())
                    .anyMatch(text -> text.contains("was taken back by its vendor, and costs nothing: "
                            + "token_limit_exceeded: Enqueued token limit reached"));
            Map<Integer, Long> times = vendor.submissions().values().stream()
                    .collect(Collectors.groupingBy(each -> each, Collectors.counting()));
            assertThat(times).isEqualTo(Map.of(1, 10L, 2, 10L));
            // The vendor of this test had answered the batch before it was said to have failed: what counts is what was
            // read.
            assertThat(vendor.costs()).hasSize(20);
            CostReport report = CostReport.of(vendor.config(), vendor.journal());
            assertThat(new BigDecimal(report.spent().money()))
                    .isEqualByComparingTo(vendor.costs().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
        }
    }

    @Test
    void aBatchThatItsVendorDoesNotKnowAnyMoreKeepsNoOtherFromBeingCollectedAndCanBeGivenUp() throws Exception {
        AtomicReference<@Nullable String> first = new AtomicReference<>();
        RewordedVendor.Words gone = new RewordedVendor.Words() {
            @Override
            public int status(String path, int status) {
                return path.startsWith("/v1/batches/")
                                && path.equals(first.updateAndGet(known -> known == null ? path : known))
                        ? 404
                        : status;
            }

            @Override
            public String of(String path, String body) {
                return path.equals(first.get()) ? "{\"error\":{\"message\":\"No such batch\"}}" : body;
            }
        };
        try (BatchVendor vendor =
                        vendor("openai", 20, new BatchFaults(1, 0, 0, 0, 0, false, 0, 0), Map.of("max_requests", 10));
                RewordedVendor between = new RewordedVendor(vendor.provider().url(), gone)) {
            Teachers there = vendor.teacher().with("base_url", between.url());
            String[] name = {""};
            assertThatThrownBy(() -> vendor.run(there, true, Set.of()))
                    .isInstanceOfSatisfying(DasllmException.class, ended -> {
                        String message = String.valueOf(ended.getMessage());
                        name[0] = message.replaceAll("(?s).*--submit-again (dasllm-[0-9a-f]{12}).*", "$1");
                        assertThat(message)
                                .startsWith("The batch " + name[0] + " cannot be collected: ")
                                .contains("HTTP 404")
                                .doesNotContain("\n");
                    });
            assertThat(vendor.costs()).as("the other batch is collected").hasSize(10);
            assertThat(vendor.provider().bill().answers()).isEqualTo(20);

            vendor.run(there, true, Set.of(name[0]));
            assertThat(vendor.answers()).isEqualTo(expected(20));
            CostReport report = CostReport.of(vendor.config(), vendor.journal());
            assertThat(report.lost().requests()).as("it stays counted").isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204})
    void aFileOfResultsThatIsNotGivenYetIsNotTakenForAnEmptyOne(int status) throws Exception {
        Set<String> asked = Collections.synchronizedSet(new HashSet<>());
        RewordedVendor.Words later = new RewordedVendor.Words() {
            @Override
            public int status(String path, int given) {
                return path.endsWith("/content") && asked.add(path) ? status : given;
            }

            @Override
            public String of(String path, String body) {
                // What is asked for the first time has no body yet.
                return path.endsWith("/content") && asked.add(path + " with its body") ? "" : body;
            }
        };
        try (BatchVendor vendor = vendor("openai", 10, BatchFaults.NONE, Map.of());
                RewordedVendor between = new RewordedVendor(vendor.provider().url(), later)) {
            vendor.run(vendor.teacher().with("base_url", between.url()), true, Set.of());
            assertThat(vendor.answers()).isEqualTo(expected(10));
            assertThat(vendor.submissions().values()).containsOnly(1);
            assertThat(vendor.provider().bill().answers()).isEqualTo(10);
            assertPaidOnce(vendor);
        }
    }

    private BatchVendor vendor(String protocol, int requests, BatchFaults faults, Map<String, Object> keys) {
        return new BatchVendor(
                dir, requests, faults, (url, batch) -> BatchHarvestTest.asked(dir, protocol, url, batch), keys);
    }
}
