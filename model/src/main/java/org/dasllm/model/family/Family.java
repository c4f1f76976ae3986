package org.dasllm.model.family;

import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.config.ModelConfig;

/** What makes a family: which blocks its decoder has, and what their weights are called. */
public interface Family {
    Decoder.Spec decoder(ModelConfig config);

    /** The family of a configuration. */
    static Family of(ModelConfig config) {
        return switch (config.architecture()) {
            case LLAMA, MISTRAL, SMOLLM3 -> new LlamaFamily();
            case QWEN2 -> new Qwen2Family();
            case QWEN3 -> new Qwen3Family();
            case GEMMA2 -> new Gemma2Family();
            case GEMMA3 -> new Gemma3Family();
        };
    }
}
