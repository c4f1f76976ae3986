package org.dasllm.gateway;

/** What is recorded, and what waits for it. */
public enum RecordMode {
    /** Nothing is recorded. */
    NONE,
    /** Exchanges are recorded behind a queue: nothing waits, and what the queue has no room for is counted and not recorded. */
    QUEUED,
    /** An exchange is on the disk before the last byte of its reply is sent, or {@code durable_seconds} have passed. */
    DURABLE
}
