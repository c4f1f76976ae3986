package org.dasllm.model.family;

import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.config.ModelConfig;

/** What makes a family: which blocks its decoder has, and what their weights are called. */
public interface Family {
    Decoder.Spec decoder(ModelConfig config);

    /** The family of a configuration. */
    static Family of(ModelConfig config) {
        return switch (config.architecture()) {
            case LLAMA -> new LlamaFamily();
        };
    }
}
