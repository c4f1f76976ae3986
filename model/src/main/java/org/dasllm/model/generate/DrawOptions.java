package org.dasllm.model.generate;

import org.dasllm.format.error.DasllmException;

/**
 * How a token is drawn from its probabilities.
 *
 * @param temperature 0 for the most probable token always
 * @param topP the share of probability that is drawn from, above 0 and at most 1
 * @param topK how many of the most probable tokens are drawn from; 0 for all
 * @param minP how probable a token must be beside the most probable one, from 0 for any to 1
 * @param seed decides every draw; the answer to a prompt does not depend on what is generated beside it
 */
public record DrawOptions(double temperature, double topP, int topK, double minP, long seed) {
    /** The most probable token, always. */
    public static final DrawOptions GREEDY = new DrawOptions(0, 1, 0, 0, 0);

    public DrawOptions {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw DasllmException.usage("temperature is " + temperature, "Set it to 0 or more");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw DasllmException.usage("topP is " + topP, "Set it above 0 and at most 1");
        }
        if (topK < 0) {
            throw DasllmException.usage("topK is " + topK, "Set it to 1 or more, or to 0 for all tokens");
        }
        if (!(minP >= 0 && minP <= 1)) {
            throw DasllmException.usage("minP is " + minP, "Set it from 0 to 1");
        }
    }
}
