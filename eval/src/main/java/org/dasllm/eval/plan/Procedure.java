package org.dasllm.eval.plan;

/** How several claims keep one error rate together. */
public enum Procedure {
    /** One after another at the full rate, until the first that is not shown. */
    FIXED_SEQUENCE,
    /** All at once by Holm's steps: the rate is divided by how many are still open. */
    HOLM
}
