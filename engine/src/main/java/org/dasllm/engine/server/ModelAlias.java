package org.dasllm.engine.server;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.config.Faults;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Sampling;

/**
 * Another name of the model, with defaults of its own for what a request does not say.
 *
 * @param maxTokens the most tokens of an answer
 * @param temperature 0 for the most probable token always
 * @param topP the share of probability that is sampled from
 * @param seed decides every draw
 */
public record ModelAlias(
        Optional<Integer> maxTokens, Optional<Double> temperature, Optional<Double> topP, Optional<Long> seed) {

    public ModelAlias {
        new Faults()
                .unless(maxTokens.orElse(1) >= 1, "max_tokens", "is at least 1, not " + maxTokens.orElse(1))
                .unless(
                        temperature.orElse(0.0) >= 0 && temperature.orElse(0.0) <= 2,
                        "temperature",
                        "is from 0 to 2, not " + temperature.orElse(0.0))
                .unless(
                        topP.orElse(1.0) >= 0 && topP.orElse(1.0) <= 1,
                        "top_p",
                        "is from 0 to 1, not " + topP.orElse(1.0))
                .refuse();
    }

    /** A name without defaults of its own. */
    public static ModelAlias plain() {
        return new ModelAlias(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The request with the defaults that it leaves room for. */
    ChatRequest over(ChatRequest request) {
        Sampling asked = request.sampling();
        Sampling sampling = new Sampling(
                asked.temperature().isPresent() ? asked.temperature() : number(temperature),
                asked.topP().isPresent() ? asked.topP() : number(topP),
                asked.topK(),
                asked.minP(),
                asked.seed().isPresent() || seed.isEmpty() ? asked.seed() : OptionalLong.of(seed.get()),
                asked.stop(),
                asked.frequencyPenalty(),
                asked.presencePenalty(),
                asked.repetitionPenalty(),
                asked.logitBias());
        return new ChatRequest(
                request.model(),
                request.messages(),
                request.tools(),
                request.toolChoice(),
                request.format(),
                sampling,
                request.maxTokens().isPresent() || maxTokens.isEmpty()
                        ? request.maxTokens()
                        : OptionalInt.of(maxTokens.get()),
                request.choices(),
                request.alternatives(),
                request.parallelToolCalls(),
                request.thinking(),
                request.delivery());
    }

    private static OptionalDouble number(Optional<Double> value) {
        return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
    }
}
