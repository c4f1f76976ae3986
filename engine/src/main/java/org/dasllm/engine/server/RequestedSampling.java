package org.dasllm.engine.server;

import java.util.concurrent.ThreadLocalRandom;
import org.dasllm.model.generate.DrawOptions;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.LogitOptions;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Sampling;

/**
 * The options of what clients ask for. Where they say nothing, tokens are drawn at temperature 1 from all of them, with a seed of
 * chance.
 *
 * @param vocabulary how many tokens the model has
 */
record RequestedSampling(ParameterNames names, int vocabulary) {

    /** @throws RequestRefused for a bias of a token that the model does not have */
    GenerationOptions options(Sampling sampling, int maxNewTokens) {
        for (int token : sampling.logitBias().keySet()) {
            if (token >= vocabulary) {
                String name = names.of(Parameter.LOGIT_BIAS);
                throw RequestRefused.invalid(
                        name,
                        "Invalid '" + name + "': the model has no token " + token + ", only 0 to " + (vocabulary - 1)
                                + ".");
            }
        }
        // With no probability to draw from, only the most probable token is left.
        double topP = sampling.topP().orElse(1);
        DrawOptions draw = new DrawOptions(
                topP == 0 ? 0 : sampling.temperature().orElse(1),
                topP == 0 ? 1 : topP,
                sampling.topK().orElse(0),
                sampling.minP().orElse(0),
                sampling.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong()));
        LogitOptions logits = new LogitOptions(
                sampling.frequencyPenalty().orElse(0),
                sampling.presencePenalty().orElse(0),
                sampling.repetitionPenalty().orElse(1),
                sampling.logitBias());
        return new GenerationOptions(maxNewTokens, draw, logits, sampling.stop());
    }
}
