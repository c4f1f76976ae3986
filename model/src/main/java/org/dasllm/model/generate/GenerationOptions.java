package org.dasllm.model.generate;

import java.util.List;
import org.dasllm.format.error.DasllmException;

/**
 * How answers are generated.
 *
 * @param maxNewTokens the most tokens of one answer
 * @param temperature 0 for the most probable token always
 * @param topP the share of probability that is sampled from, above 0 and at most 1
 * @param seed decides every draw; the answer to a prompt does not depend on what is generated beside it
 * @param stop texts that end an answer, themselves left out
 */
public record GenerationOptions(int maxNewTokens, double temperature, double topP, long seed, List<String> stop) {
    public GenerationOptions {
        if (maxNewTokens < 1) {
            throw DasllmException.usage("maxNewTokens is " + maxNewTokens, "Set it to 1 or more");
        }
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw DasllmException.usage("temperature is " + temperature, "Set it to 0 or more");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw DasllmException.usage("topP is " + topP, "Set it above 0 and at most 1");
        }
        if (stop.stream().anyMatch(String::isEmpty)) {
            throw DasllmException.usage("A stop text is empty", "Leave it out");
        }
        stop = List.copyOf(stop);
    }

    /** The most probable token, always. */
    public static GenerationOptions greedy(int maxNewTokens) {
        return new GenerationOptions(maxNewTokens, 0, 1, 0, List.of());
    }
}
