package org.dasllm.trainer.config;

/** What happens to a sample that is longer than the limit. Whatever it is, it is reported and counted. */
public enum LongerSamples {
    /** The run is refused before it starts. */
    ERROR,
    /** The sample is left out. */
    DROP,
    /** The sample's end is cut off; where nothing is left to learn, it is left out. */
    TRUNCATE
}
