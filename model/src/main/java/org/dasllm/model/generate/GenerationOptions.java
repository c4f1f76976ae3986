package org.dasllm.model.generate;

import java.util.List;
import org.dasllm.format.error.DasllmException;

/**
 * How answers are generated.
 *
 * @param maxNewTokens the most tokens of one answer
 * @param draw how tokens are drawn
 * @param logits what is changed before they are
 * @param stop texts that end an answer, themselves left out
 */
public record GenerationOptions(int maxNewTokens, DrawOptions draw, LogitOptions logits, List<String> stop) {
    public GenerationOptions {
        if (maxNewTokens < 1) {
            throw DasllmException.usage("maxNewTokens is " + maxNewTokens, "Set it to 1 or more");
        }
        if (stop.stream().anyMatch(String::isEmpty)) {
            throw DasllmException.usage("A stop text is empty", "Leave it out");
        }
        stop = List.copyOf(stop);
    }

    /** Draws of all tokens, with the model's own logits. */
    public GenerationOptions(int maxNewTokens, double temperature, double topP, long seed, List<String> stop) {
        this(maxNewTokens, new DrawOptions(temperature, topP, 0, 0, seed), LogitOptions.NONE, stop);
    }

    /** The most probable token, always. */
    public static GenerationOptions greedy(int maxNewTokens) {
        return new GenerationOptions(maxNewTokens, DrawOptions.GREEDY, LogitOptions.NONE, List.of());
    }
}
