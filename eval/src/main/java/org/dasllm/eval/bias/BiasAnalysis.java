package org.dasllm.eval.bias;

import java.util.Set;

/** All that is asked about groups of people. */
public final class BiasAnalysis {
    private BiasAnalysis() {}

    /** @param decisions by the labels of {@code config.decision()} */
    public static BiasReport of(BiasConfig config, Decisions decisions) {
        Set<String> favourable = Set.copyOf(config.favourable());
        return new BiasReport(
                config.decision(),
                config.favourable(),
                config.groups().stream()
                        .map(attribute -> GroupAnalysis.of(attribute, decisions, favourable))
                        .toList(),
                config.pair() == null || config.variant() == null
                        ? null
                        : CounterfactualAnalysis.of(config.pair(), config.variant(), decisions, favourable));
    }
}
