package org.dasllm.fake;

import java.util.Optional;
import java.util.function.Function;
import org.dasllm.fake.exchange.Answers;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.fake.exchange.BatchFaults;

/**
 * How a fake vendor behaves.
 *
 * @param secret the key that every request must bring, where its protocol wants it; with Bedrock the name of the key; empty for any and
 *     none
 * @param schedule which requests go wrong
 * @param prices what is charged
 * @param texts what is answered; empty for what {@link Answers} makes of the request
 * @param batches what goes wrong with batches, whose answers cost half
 */
public record FakeProviderConfig(
        Optional<String> secret,
        FaultSchedule schedule,
        PriceList prices,
        Function<Asked, Optional<String>> texts,
        BatchFaults batches) {
    private static final PriceList PRICES = PriceList.perMillion("2.50", "1.25", "10", "10");

    /** Everything goes well, and any key will do. */
    public static FakeProviderConfig honest() {
        return new FakeProviderConfig(
                Optional.empty(), FaultSchedule.NONE, PRICES, asked -> Optional.empty(), BatchFaults.NONE);
    }

    public FakeProviderConfig withSecret(String secret) {
        return new FakeProviderConfig(Optional.of(secret), schedule, prices, texts, batches);
    }

    public FakeProviderConfig with(FaultSchedule schedule) {
        return new FakeProviderConfig(secret, schedule, prices, texts, batches);
    }

    /** With answers of one's own, where the function gives one. */
    public FakeProviderConfig answering(Function<Asked, Optional<String>> texts) {
        return new FakeProviderConfig(secret, schedule, prices, texts, batches);
    }

    public FakeProviderConfig with(BatchFaults batches) {
        return new FakeProviderConfig(secret, schedule, prices, texts, batches);
    }
}
