package org.dasllm.dataset.config;

/** What happens when a group or a prompt of the test set turns up elsewhere. */
public enum LeakagePolicy {
    /** The row outside the test set goes to quarantine. */
    DROP,
    /** Nothing is written, and the run ends with an error. */
    REFUSE
}
