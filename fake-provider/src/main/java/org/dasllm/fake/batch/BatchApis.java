package org.dasllm.fake.batch;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dasllm.fake.BatchFaults;
import org.dasllm.fake.Told;

/** All batch interfaces, each with files and jobs of its own. */
public final class BatchApis {
    private final List<BatchApi> all;

    /** @param billed is given what every computed answer took */
    public BatchApis(BatchFaults faults, Consumer<Told.Counts> billed) {
        this.all = List.of(
                new AnthropicBatches(new Desk(faults, billed)),
                new GeminiBatches(new Desk(faults, billed)),
                OpenAiBatches.openAi(new Desk(faults, billed)),
                OpenAiBatches.azure(new Desk(faults, billed)));
    }

    /** The interface that an address belongs to. */
    public Optional<BatchApi> at(String method, String path) {
        return all.stream().filter(api -> api.takes(method, path)).findFirst();
    }
}
