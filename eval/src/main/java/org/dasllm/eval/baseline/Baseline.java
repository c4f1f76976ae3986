package org.dasllm.eval.baseline;

import java.util.Optional;
import org.dasllm.eval.metric.Metric;
import org.dasllm.format.sample.Sample;

/** A way to answer without a language model. */
public interface Baseline {
    /** As the report calls it. */
    String name();

    /** What it answers, as the metric reads it; empty where it has nothing to say. */
    Optional<String> label(Metric metric, Sample sample);
}
