package org.dasllm.trainer.config;

/** What happens to a sample that is longer than the limit. A sample is never cut. */
public enum LongerSamples {
    /** The run is refused before it starts. */
    ERROR,
    /** The sample is left out, counted and reported. */
    DROP
}
