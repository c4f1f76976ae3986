package org.dasllm.wire.chat;

import java.util.List;
import java.util.Optional;

/**
 * One of the answers to a request.
 *
 * @param index from 0
 * @param parts text, reasoning, refusal and tool calls
 * @param finish why it ended; empty where the server does not tell
 * @param tokens the tokens of the text with their log-probabilities; empty where they were not asked for or are not told
 */
public record Choice(int index, List<Part> parts, Optional<Finish> finish, Optional<List<ScoredToken>> tokens) {
    public Choice {
        parts = List.copyOf(parts);
        tokens = tokens.map(List::copyOf);
    }

    /** The text parts, one after the other. */
    public String text() {
        return Part.text(parts);
    }
}
