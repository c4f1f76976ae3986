package org.dasllm.dataset.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/** Changes the texts of a sample: its messages, its completion, its gold label. */
final class Rewrite {
    private Rewrite() {}

    /**
     * The sample with every text replaced, in the order of the messages, then completion, then gold. A completion that changes loses its
     * tokens, which are those of what the teacher wrote. Empty where nothing changes.
     */
    static Optional<Sample> of(Sample sample, UnaryOperator<String> change) {
        List<Message> prompt = new ArrayList<>();
        for (Message message : sample.prompt()) {
            prompt.add(new Message(message.role(), change.apply(message.content())));
        }
        @Nullable String completion = sample.completion() == null ? null : change.apply(sample.completion());
        @Nullable String gold = sample.gold() == null ? null : change.apply(sample.gold());
        boolean sameCompletion = completion == null || completion.equals(sample.completion());
        if (prompt.equals(sample.prompt()) && sameCompletion && (gold == null || gold.equals(sample.gold()))) {
            return Optional.empty();
        }
        return Optional.of(new Sample(
                sample.id(),
                sample.group(),
                sample.split(),
                prompt,
                completion,
                gold,
                sample.attributes(),
                sample.source(),
                sample.tools(),
                sameCompletion ? sample.tokens() : null,
                sample.evidence()));
    }
}
