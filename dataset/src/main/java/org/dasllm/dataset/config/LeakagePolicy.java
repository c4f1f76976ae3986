package org.dasllm.dataset.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when a group or a prompt of the test set turns up elsewhere. */
public enum LeakagePolicy {
    /** The row outside the test set goes to quarantine. */
    @JsonProperty("drop")
    DROP,
    /** Nothing is written, and the run ends with an error. */
    @JsonProperty("refuse")
    REFUSE
}
