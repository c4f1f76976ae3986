package org.dasllm.eval.plan;

import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * A further claim that is to be shown, after the primary metric's.
 *
 * @param metric as {@code primary}
 * @param margin how much worse than the teacher is still as good, in the metric's own unit
 */
public record Endpoint(String metric, @Default("0.05") double margin) {
    public Endpoint {
        new Faults()
                .unless(margin > 0 && margin < 1, "margin", "is between 0 and 1, not " + margin)
                .refuse();
    }
}
