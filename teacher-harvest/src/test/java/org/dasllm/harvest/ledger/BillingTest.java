package org.dasllm.harvest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BillingTest {
    private static final long MINUTE = 60_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "RETRY, , , true",
        "RETRY, 200, {, true",
        "RETRY, 504, , true",
        "RETRY, 502, , true",
        "RETRY, 408, , true",
        "RETRY, 500, , false",
        "RETRY, 503, , false",
        "RETRY, 429, , false",
        "NONE, 400, , false",
        "NONE, 200, {, true",
    })
    void whatWasCutOffOrArrivedMayBeBilled(
            Remedy remedy, @Nullable Integer status, @Nullable String raw, boolean billed) {
        ChatReply.Failed failed = new ChatReply.Failed(remedy, status, "no", Optional.empty(), raw);
        assertThat(Billing.mayBeBilled(failed)).isEqualTo(billed);
    }

    @Test
    void whereThereWasNoConnectionNothingIsBilled() {
        ChatReply.Failed refused = new ChatReply.Failed(
                Remedy.RECONNECT, null, "the connection was refused", Optional.empty(), null, "Start it");
        assertThat(Billing.mayBeBilled(refused)).isFalse();
    }

    @Test
    void theMeterTellsCostRateAndWhatItWillCome() {
        TeacherConfig config = Teachers.fake("http://h")
                .with("prices", java.util.Map.of("input", 1, "output", 2))
                .with("budget_money", 2)
                .config();
        Amount before = new Amount(100, new java.math.BigDecimal("0.1"));
        Meter meter = new Meter(config, before, 40, 0);
        Amount spent = new Amount(300, new java.math.BigDecimal("0.3"));
        assertThat(meter.text(spent, 20, 2 * MINUTE))
                .isEqualTo("300 tokens, 0.3 USD of 2, 10 answers/min, about 0.5 USD in all");
        assertThat(meter.text(before, 0, 1)).isEqualTo("100 tokens, 0.1 USD of 2");
        assertThat(new Meter(Teachers.fake("http://h").config(), Amount.NOTHING, 40, 0).text(spent, 40, MINUTE))
                .isEqualTo("300 tokens, 40 answers/min");
    }
}
