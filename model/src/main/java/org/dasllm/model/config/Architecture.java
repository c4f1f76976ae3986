package org.dasllm.model.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The architectures this project knows, by the names that config.json uses. */
public enum Architecture {
    /** Llama 2 and 3, SmolLM2, and what else is published as one. */
    LLAMA("LlamaForCausalLM", "llama"),
    MISTRAL("MistralForCausalLM", "mistral"),
    /** Qwen 2 and 2.5. */
    QWEN2("Qwen2ForCausalLM", "qwen2"),
    QWEN3("Qwen3ForCausalLM", "qwen3"),
    GEMMA2("Gemma2ForCausalLM", "gemma2"),
    GEMMA3("Gemma3ForCausalLM", "gemma3_text"),
    SMOLLM3("SmolLM3ForCausalLM", "smollm3");

    private final String className;
    private final String modelType;

    Architecture(String className, String modelType) {
        this.className = className;
        this.modelType = modelType;
    }

    /** The entry of {@code architectures}, such as {@code LlamaForCausalLM}. */
    public String className() {
        return className;
    }

    /** The value of {@code model_type}, such as {@code llama}. */
    public String modelType() {
        return modelType;
    }

    static Optional<Architecture> of(String name) {
        return Arrays.stream(values())
                .filter(known -> known.className.equals(name) || known.modelType.equals(name))
                .findFirst();
    }

    static List<String> classNames() {
        return Arrays.stream(values()).map(Architecture::className).toList();
    }
}
