package org.dasllm.trainer.config;

/** What learns. */
public enum Mode {
    /** Low-rank adapters beside frozen weights. */
    LORA,
    /** All weights, embedding and head included. */
    FULL
}
