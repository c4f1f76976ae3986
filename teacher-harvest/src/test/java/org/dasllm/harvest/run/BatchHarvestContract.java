package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.CostReport;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a harvest by any vendor's batch interface keeps to, at a vendor of our own with a bill of its own. A module that brings batches extends this class
 * and says how they are asked for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BatchHarvestContract {
    private static final int MANY = 10_000;

    @TempDir
    protected Path dir;

    /** The protocols with all their forms. */
    protected abstract Stream<String> forms();

    /** The protocols. */
    protected abstract Stream<String> protocols();

    /** One protocol of each that differ in what a batch is. */
    protected abstract Stream<String> kinds();

    /**
     * A teacher that is asked in batches.
     *
     * @param batch keys of its section {@code batch} that the test wants
     */
    protected abstract Teachers teacher(String protocol, String url, Map<String, Object> batch);

    protected BatchVendor vendor(String protocol, int requests, BatchFaults faults, Map<String, Object> batch) {
        return new BatchVendor(dir, requests, faults, (url, keys) -> teacher(protocol, url, keys), batch);
    }

    protected static List<String> expected(int requests) {
        return IntStream.range(0, requests)
                .mapToObj(i -> "answer to: message " + i)
                .toList();
    }

    protected static BigDecimal sum(Map<String, BigDecimal> costs) {
        return costs.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void answersInSeveralBatchesCostWhatTheVendorBills(String protocol) {
        try (BatchVendor vendor = vendor(protocol, 25, BatchFaults.NONE, Map.of("max_requests", 10))) {
            HarvestSummary summary = vendor.run();
            assertThat(vendor.answers()).isEqualTo(expected(25));
            assertThat(summary.asked()).isEqualTo(25);
            assertThat(vendor.provider().bill().answers()).isEqualTo(25);
            assertThat(sum(vendor.costs()))
                    .isEqualByComparingTo(vendor.provider().bill().money());
            assertThat(CostReport.of(vendor.config(), vendor.journal()).spent().money())
                    .isEqualTo(vendor.provider()
                            .bill()
                            .money()
                            .stripTrailingZeros()
                            .toPlainString());
            assertThat(vendor.told())
                    .filteredOn(text -> text.contains("is submitted; its vendor calls it"))
                    .hasSize(3);
            assertThat(vendor.run().asked()).isZero();
            assertThat(vendor.provider().bill().answers()).isEqualTo(25);
        }
    }

    /**
     * The submission's reply is lost, the process ends while it waits and many times after, the results come in another order, break off once, have a
     * line that stays bad, and lack a tenth of the requests, of which some have failed.
     */
    @ParameterizedTest
    @MethodSource("protocols")
    void whateverGoesWrongWithABatchEachAnswerIsPaidAndCountedOnce(String protocol) {
        BatchFaults faults = new BatchFaults(3, 1, 0.08, 0.02, 1, false, 1, 1);
        try (BatchVendor vendor = vendor(protocol, MANY, faults, Map.of())) {
            int runs = vendor.comeBackUntilDone();
            assertThat(runs).isGreaterThan(3);
            assertThat(vendor.answers()).isEqualTo(expected(MANY));
            assertThat(vendor.told()).anyMatch(text -> text.contains("is found at its vendor"));

            Map<String, Integer> submissions = vendor.submissions();
            assertThat(submissions).hasSize(MANY);
            long again =
                    submissions.values().stream().filter(times -> times == 2).count();
            assertThat(submissions.values()).allMatch(times -> times <= 2);
            assertThat(again).isBetween(MANY / 20L, MANY / 5L);

            String bad = bad(vendor.lines());
            Map<String, BigDecimal> costs = vendor.costs();
            assertThat(costs).hasSize(MANY);
            // The line that nobody can read was paid for too: as much as the same request's second answer.
            BigDecimal billed = vendor.provider().bill().money();
            assertThat(sum(costs).add(Objects.requireNonNull(costs.get(bad)))).isEqualByComparingTo(billed);
            assertThat(vendor.provider().bill().answers()).isEqualTo(MANY + 1L);

            CostReport report = CostReport.of(vendor.config(), vendor.journal());
            assertThat(report.inVain().requests()).isEqualTo(1);
            assertThat(report.lost().requests()).isZero();
            assertThat(new BigDecimal(report.inVain().money())).isGreaterThanOrEqualTo(costs.get(bad));
            assertThat(new BigDecimal(report.spent().money()).subtract(report.unsettled()))
                    .isEqualByComparingTo(sum(costs));
        }
    }

    /** The request whose line in the results could not be read. */
    private static String bad(List<JournalLine> lines) {
        List<JournalLine.Failure> bad = lines.stream()
                .filter(JournalLine.Failure.class::isInstance)
                .map(JournalLine.Failure.class::cast)
                .filter(failure -> failure.raw() != null)
                .toList();
        assertThat(bad).hasSize(1);
        return bad.get(0).hash();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aLineThatWasDamagedOnItsWayIsReadTheSecondTimeAndTheCostIsTheBill(String protocol) {
        BatchFaults faults = new BatchFaults(1, 1, 0.1, 0.1, 2, true, 0, 0);
        try (BatchVendor vendor = vendor(protocol, 200, faults, Map.of())) {
            vendor.run();
            assertThat(vendor.answers()).isEqualTo(expected(200));
            CostReport report = CostReport.of(vendor.config(), vendor.journal());
            assertThat(new BigDecimal(report.spent().money()))
                    .isEqualByComparingTo(vendor.provider().bill().money());
            assertThat(vendor.provider().bill().answers()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void requestsThatFailEachTimeAreGivenUpAfterAFewTries(String protocol) {
        BatchFaults faults = new BatchFaults(0, 100, 0, 0.2, 0, false, 0, 0);
        try (BatchVendor vendor = vendor(protocol, 50, faults, Map.of("max_tries", 2))) {
            assertThatThrownBy(vendor::run)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("of 50 samples got no answer");
            assertThat(vendor.submissions().values()).allMatch(times -> times <= 2);
            CostReport report = CostReport.of(vendor.config(), vendor.journal());
            assertThat(new BigDecimal(report.spent().money()))
                    .isEqualByComparingTo(vendor.provider().bill().money());
        }
    }

    /** As a process leaves it that was killed between the intent and the submission, or directly after. */
    private String killedWhileSubmitting(BatchVendor vendor) {
        assertThat(vendor.comeBack()).isPresent();
        Path other = dir.resolve("killed");
        String[] name = {""};
        try (Journal killed = Journal.open(other.resolve(Harvest.JOURNAL), 0, line -> {})) {
            for (JournalLine line : vendor.lines()) {
                boolean after =
                        line instanceof JournalLine.Batch batch && batch.step() == JournalLine.BatchStep.SUBMITTED;
                name[0] = line instanceof JournalLine.Batch batch ? batch.name() : name[0];
                if (!after) {
                    killed.append(line);
                }
            }
        }
        return name[0];
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whereTheVendorShowsNoSuchBatchAPersonIsAsked(String protocol) throws Exception {
        String name;
        try (BatchVendor vendor = vendor(protocol, 5, new BatchFaults(9, 0, 0, 0, 0, false, 0, 0), Map.of())) {
            name = killedWhileSubmitting(vendor);
        }
        Files.move(dir.resolve("work"), dir.resolve("first"));
        Files.move(dir.resolve("killed"), dir.resolve("work"));
        // Another vendor, who never got it.
        try (BatchVendor vendor = vendor(protocol, 5, BatchFaults.NONE, Map.of())) {
            assertThatThrownBy(vendor::run)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("The batch " + name + " of 5 requests was about to be submitted")
                    .hasMessageContaining("--submit-again " + name);
            assertThat(vendor.provider().bill().answers()).isZero();
            assertThatThrownBy(() -> vendor.run(vendor.teacher(), true, Set.of("dasllm-x")))
                    .hasMessageContaining("dasllm-x")
                    .hasMessageContaining(name);
            vendor.run(vendor.teacher(), true, Set.of(name));
            assertThat(vendor.answers()).isEqualTo(expected(5));
            CostReport report = CostReport.of(vendor.config(), vendor.journal());
            assertThat(report.lost().requests()).isEqualTo(5);
            assertThat(sum(vendor.costs()))
                    .isEqualByComparingTo(vendor.provider().bill().money());
        }
    }
}
