package org.dasllm.wire.chat;

import java.util.List;
import java.util.Optional;

/**
 * A whole answer.
 *
 * @param choices one for each answer that was asked for
 * @param usage empty where the server does not tell
 */
public record ChatResponse(ResponseHead head, List<Choice> choices, Optional<Usage> usage) {
    public ChatResponse {
        choices = List.copyOf(choices);
    }
}
