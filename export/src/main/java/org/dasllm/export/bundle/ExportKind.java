package org.dasllm.export.bundle;

/** What a bundle holds. */
public enum ExportKind {
    /** Full weights with the adapter merged in; loads anywhere, needs nothing else. */
    MERGED,
    /** The adapter alone, in PEFT's layout; needs the base model. */
    ADAPTER,
    /** Merged weights, and the adapter in the folder {@code adapter}. */
    BOTH;

    boolean merged() {
        return this != ADAPTER;
    }
}
