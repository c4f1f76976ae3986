package org.dasllm.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.estimate.Estimator;
import org.dasllm.harvest.estimate.TeacherEstimate;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.run.BatchHarvestContract;
import org.dasllm.harvest.run.BatchVendor;
import org.dasllm.harvest.run.PromptMasking;
import org.dasllm.harvest.teacher.ConfiguredTeacher;
import org.dasllm.harvest.teacher.DraftRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Harvests by Bedrock's batch inference, through a bucket at the same vendor of ours. */
final class BedrockBatchHarvestTest extends BatchHarvestContract {
    private static final String BEDROCK = "bedrock";
    private static final BatchFaults WAITING = new BatchFaults(9, 0, 0, 0, 0, false, 0, 0);

    @BeforeEach
    void giveKeys() {
        System.setProperty("aws.accessKeyId", BatchVendor.SECRET);
        System.setProperty("aws.secretAccessKey", "another-secret-0123456789");
    }

    @AfterEach
    void takeKeys() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Override
    protected Stream<String> forms() {
        return Stream.of(BEDROCK);
    }

    @Override
    protected Stream<String> protocols() {
        return Stream.of(BEDROCK);
    }

    @Override
    protected Stream<String> kinds() {
        return Stream.of(BEDROCK);
    }

    @Override
    protected Teachers teacher(String protocol, String url, Map<String, Object> batch) {
        Map<String, Object> keys = new HashMap<>(Map.of(
                "min_requests",
                1,
                "store",
                "s3://fake-batches/of/tests/",
                "store_endpoint",
                url,
                "role",
                "arn:aws:iam::123456789012:role/batches"));
        keys.putAll(batch);
        return Teachers.fake(url)
                .with("protocol", protocol)
                .with("region", "eu-central-1")
                .with("batch", keys);
    }

    private BatchVendor vendor(int requests, BatchFaults faults, Map<String, Object> batch) {
        return vendor(BEDROCK, requests, faults, batch);
    }

    /** How many requests each batch began with. */
    private static List<Integer> sizes(BatchVendor vendor) {
        return vendor.lines().stream()
                .filter(line -> line instanceof JournalLine.Batch batch && batch.requests() != null)
                .map(line -> Objects.requireNonNull(((JournalLine.Batch) line).requests()))
                .toList();
    }

    @Test
    void fewerRequestsThanABatchTakesAreRefusedBeforeAnythingIsSent() {
        try (BatchVendor vendor = vendor(99, BatchFaults.NONE, Map.of("min_requests", 100))) {
            assertThatThrownBy(vendor::run)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("99 requests are left, and a batch at 127.0.0.1 takes at least 100")
                    .hasMessageContaining("Take batch out");
            assertThat(vendor.submissions()).isEmpty();
            assertThat(vendor.provider().bill().answers()).isZero();
        }
    }

    @Test
    void theLastBatchGetsEnoughOfTheOneBefore() {
        try (BatchVendor vendor = vendor(110, BatchFaults.NONE, Map.of("min_requests", 20, "max_requests", 50))) {
            vendor.run();
            assertThat(sizes(vendor)).containsExactly(50, 40, 20);
            assertThat(vendor.answers()).isEqualTo(expected(110));
            assertThat(vendor.provider().bill().answers()).isEqualTo(110);
        }
    }

    @Test
    void requestsThatAreTooFewToBeSubmittedAgainAreAskedOneByOneWithoutABatch() {
        BatchFaults faults = new BatchFaults(0, 1, 0.1, 0, 0, false, 0, 0);
        try (BatchVendor vendor = vendor(60, faults, Map.of("min_requests", 50))) {
            assertThatThrownBy(vendor::run)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("left, and a batch at 127.0.0.1 takes at least 50");
            long before = vendor.provider().bill().answers();
            assertThat(before).isBetween(40L, 59L);
            assertThat(vendor.costs()).hasSize((int) before);
            vendor.run(vendor.teacher().with("batch", null), true, Set.of());
            assertThat(vendor.answers()).isEqualTo(expected(60));
            assertThat(vendor.provider().bill().answers()).isEqualTo(60);
            assertThat(sum(vendor.costs()))
                    .isEqualByComparingTo(vendor.provider().bill().money());
        }
    }

    @Test
    void aBatchThatIsGivenUpIsStoppedAtItsVendor() {
        try (BatchVendor vendor = vendor(5, WAITING, Map.of())) {
            assertThat(vendor.comeBack()).isPresent();
            String name = vendor.lines().stream()
                    .filter(JournalLine.Batch.class::isInstance)
                    .map(line -> ((JournalLine.Batch) line).name())
                    .findFirst()
                    .orElseThrow();
            assertThatThrownBy(() -> vendor.run(vendor.teacher(), false, Set.of(name)))
                    .isInstanceOf(DasllmException.class)
                    .satisfies(left ->
                            assertThat(((DasllmException) left).exitCode()).isEqualTo(ExitCode.LATER));
            assertThat(vendor.told()).anyMatch(text -> text.contains("its vendor was asked to stop it"));
            vendor.run();
            assertThat(vendor.answers()).isEqualTo(expected(5));
        }
    }

    @Test
    void aJobThatItsVendorTakesBackCostsNothingAndSaysWhy() {
        try (BatchVendor vendor =
                vendor(5, BatchFaults.NONE, Map.of("role", "arn:aws:iam::123456789012:role/without-access"))) {
            assertThatThrownBy(vendor::run)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("takes no batch: The role has no access to the bucket");
            assertThat(vendor.provider().bill().answers()).isZero();
            // With the right role the same requests are submitted.
            vendor.run(
                    teacher(BEDROCK, vendor.provider().url(), Map.of("poll_seconds", 0.02))
                            .with("model", "model-1")
                            .with("max_tokens", 60),
                    true,
                    Set.of());
            assertThat(vendor.answers()).isEqualTo(expected(5));
        }
    }

    @Test
    void aBucketThatIsNotThereIsNamedBeforeAnythingIsSubmitted() {
        try (BatchVendor vendor = vendor(5, BatchFaults.NONE, Map.of("store", "s3://another-bucket/x"))) {
            assertThatThrownBy(vendor::run).isInstanceOf(DasllmException.class).hasMessageContaining("another-bucket");
            assertThat(vendor.submissions()).isEmpty();
        }
    }

    @Test
    void anEstimateKnowsWhatIsAnsweredAndNeedsNoKey() {
        try (BatchVendor vendor = vendor(7, BatchFaults.NONE, Map.of())) {
            vendor.run();
            takeKeys();
            List<Sample> samples = SampleFile.read(dir.resolve("prompts.jsonl"));
            TeacherEstimate estimate = new Estimator(
                            samples, Optional.empty(), PromptMasking.of(null), List.of(vendor.journal()), false)
                    .of("t", vendor.config());
            assertThat(estimate.answered()).isEqualTo(7);
            assertThat(estimate.requests()).isZero();
        }
    }

    @Test
    void toolsAreRefusedWhenABatchIsPlanned() {
        Task calls = ConfigBinder.bind(
                ConfigSource.json(
                        "{\"kind\": \"tool_call\", \"tools\": [{\"name\": \"refund\", \"parameters\": {\"type\": \"object\"}}]}",
                        "the test"),
                Task.class);
        Teachers teacher = teacher(BEDROCK, "http://127.0.0.1:9", Map.of());
        assertThatThrownBy(() -> ConfiguredTeacher.open(teacher.config(), Optional.of(calls)))
                .hasMessageContaining("batches of Amazon Bedrock's Converse API take no tools");
        assertThatThrownBy(() -> new DraftRequest(teacher.config(), Optional.of(calls)))
                .hasMessageContaining("take no tools");
        new DraftRequest(teacher.with("batch", null).config(), Optional.of(calls));
    }
}
