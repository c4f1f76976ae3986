package org.dasllm.wire.chat;

import java.util.List;

/** A text that a model goes on from as it is, without a conversation's template. */
public sealed interface RawPrompt {

    /** As text, in which names of control tokens are those tokens. */
    record Text(String text) implements RawPrompt {}

    /** As ids of the model's own tokens. */
    record Tokens(List<Integer> ids) implements RawPrompt {
        public Tokens {
            ids = List.copyOf(ids);
        }
    }
}
