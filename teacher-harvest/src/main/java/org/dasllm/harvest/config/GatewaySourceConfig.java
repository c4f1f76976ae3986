package org.dasllm.harvest.config;

import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.config.Faults;

/**
 * What {@code dasllm gateway} has recorded.
 *
 * @param journal the gateway's journal; the run's own, where the gateway of the same file writes it, where nothing is given
 * @param leastScore exchanges whose feedback has a lower score make no sample; those without a score do. All do where nothing is given
 */
public record GatewaySourceConfig(Optional<Path> journal, Optional<Double> leastScore) {
    public GatewaySourceConfig {
        new Faults()
                .unless(
                        Double.isFinite(leastScore.orElse(0.0)),
                        "least_score",
                        "is a number, not " + leastScore.orElse(0.0))
                .refuse();
    }
}
