package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.ledger.CostReport;
import org.junit.jupiter.api.Test;

/** The batches that need no other module. */
final class BatchHarvestTest extends BatchHarvestContract {

    @Override
    protected Stream<String> forms() {
        return Stream.of("openai", "responses", "azure", "azure-dated", "anthropic", "gemini");
    }

    @Override
    protected Stream<String> protocols() {
        return Stream.of("openai", "azure", "anthropic", "gemini");
    }

    @Override
    protected Stream<String> kinds() {
        return Stream.of("openai", "anthropic", "gemini");
    }

    @Override
    protected Teachers teacher(String protocol, String url, Map<String, Object> batch) {
        return asked(dir, protocol, url, batch);
    }

    /** A teacher of our own vendor, by the names that these tests have for protocols. */
    static Teachers asked(Path dir, String protocol, String url, Map<String, Object> batch) {
        boolean dated = protocol.equals("azure-dated");
        return Teachers.fake(url)
                .with("protocol", dated ? "azure" : protocol)
                .with("api_version", dated ? "2024-10-21" : null)
                .with("api_key_file", Keys.file(dir, BatchVendor.SECRET))
                .with("batch", batch);
    }

    @Test
    void aBudgetHoldsWhileBatchesAreUnderWay() {
        try (BatchVendor vendor = vendor("openai", 40, BatchFaults.NONE, Map.of("max_requests", 10))) {
            // A request reserves a token for each of its bytes and 60 for the answer; enough for a part of them.
            assertThatThrownBy(() -> vendor.run(vendor.teacher().with("budget_tokens", 450), true, Set.of()))
                    .isInstanceOf(DasllmException.class)
                    .satisfies(ended ->
                            assertThat(((DasllmException) ended).exitCode()).isEqualTo(ExitCode.BUDGET));
            long spent =
                    CostReport.of(vendor.config(), vendor.journal()).spent().tokens();
            assertThat(spent).isPositive().isLessThanOrEqualTo(450);
            assertThat(vendor.provider().bill().answers()).isPositive().isLessThan(40);
        }
    }

    @Test
    void requestsInABatchAreNotAskedOneByOneMeanwhile() {
        try (BatchVendor vendor = vendor("openai", 5, new BatchFaults(9, 0, 0, 0, 0, false, 0, 0), Map.of())) {
            assertThat(vendor.comeBack()).isPresent();
            assertThatThrownBy(() -> vendor.run(vendor.teacher().with("batch", null), true, Set.of()))
                    .hasMessageContaining("5 requests are in batches that have not been collected");
            assertThat(vendor.provider().bill().answers()).isEqualTo(5);
            vendor.run();
            assertThat(vendor.provider().bill().answers()).isEqualTo(5);
        }
    }

    @Test
    void theKeyIsNowhereInTheJournal() throws Exception {
        try (BatchVendor vendor = vendor("openai", 5, BatchFaults.NONE, Map.of())) {
            vendor.run();
            assertThat(Files.readString(vendor.journal())).doesNotContain(BatchVendor.SECRET);
        }
    }

    @Test
    void aWrongKeyIsNamedBeforeAnythingIsSubmitted() {
        try (BatchVendor vendor = vendor("openai", 5, BatchFaults.NONE, Map.of())) {
            assertThatThrownBy(() -> vendor.run(
                            vendor.teacher().with("api_key_file", Keys.file(dir, "sk-wrong-0123456789")),
                            true,
                            Set.of()))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("HTTP 401")
                    .hasMessageContaining("Check the key");
            Map<String, Integer> none = new HashMap<>(vendor.submissions());
            assertThat(none).isEmpty();
        }
    }
}
