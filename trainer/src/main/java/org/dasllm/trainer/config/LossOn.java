package org.dasllm.trainer.config;

/** Which tokens the model learns to predict. */
public enum LossOn {
    /** The answer and the token that ends it. */
    COMPLETION,
    /** Every token but the first: prompt, template and answer. */
    ALL
}
