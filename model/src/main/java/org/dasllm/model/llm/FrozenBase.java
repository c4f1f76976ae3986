package org.dasllm.model.llm;

/** How the frozen weights beside adapters are kept on the device. */
public enum FrozenBase {
    /** As the device keeps any frozen weight. */
    STORED,
    /**
     * The linear layers in 4 bits, NormalFloat4, as QLoRA does (Dettmers et al., 2023, arXiv:2305.14314), each quantised as
     * it is loaded; embedding, head, norms and biases as stored.
     */
    NF4
}
