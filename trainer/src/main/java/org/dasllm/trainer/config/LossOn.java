package org.dasllm.trainer.config;

/** Which tokens the model learns to predict. */
public enum LossOn {
    /** The sample's answer and the token that ends it; earlier answers of the conversation are not learnt. */
    COMPLETION,
    /** Every message of the assistant: the answer, and the assistant's turns within the prompt. */
    ASSISTANT,
    /** Every token but the first: prompt, template and answer. */
    ALL
}
