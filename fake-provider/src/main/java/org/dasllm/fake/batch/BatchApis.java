package org.dasllm.fake.batch;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.fake.exchange.Told;

/** All batch interfaces, each with files and jobs of its own. */
public final class BatchApis {
    private final List<BatchApi> all;

    /**
     * @param texts what is answered; empty for what {@link org.dasllm.fake.exchange.Answers} makes of the request
     * @param billed is given what every computed answer took
     */
    public BatchApis(BatchFaults faults, Function<Asked, Optional<String>> texts, Consumer<Told.Counts> billed) {
        BedrockBatches bedrock = new BedrockBatches(new Desk(faults, texts, billed));
        this.all = List.of(
                bedrock,
                bedrock.store(),
                new AnthropicBatches(new Desk(faults, texts, billed)),
                new GeminiBatches(new Desk(faults, texts, billed)),
                OpenAiBatches.openAi(new Desk(faults, texts, billed)),
                OpenAiBatches.azure(new Desk(faults, texts, billed)));
    }

    /** The interface that an address belongs to. */
    public Optional<BatchApi> at(String method, String path) {
        return all.stream().filter(api -> api.takes(method, path)).findFirst();
    }
}
