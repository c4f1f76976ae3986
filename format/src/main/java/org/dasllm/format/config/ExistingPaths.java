package org.dasllm.format.config;

/** What is done with paths that are marked {@link Existing}. */
public enum ExistingPaths {
    /** One that is not there is refused. */
    REQUIRED,
    /** They are taken as they are: on this machine nothing reads them, as where a finished model is served. */
    NOT_LOOKED_FOR
}
