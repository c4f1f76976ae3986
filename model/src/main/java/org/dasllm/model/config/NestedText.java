package org.dasllm.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The text model within Gemma 3's model of text and images: its configuration is an object inside the whole's. */
final class NestedText {
    private static final String WHOLE = "Gemma3ForConditionalGeneration";

    private NestedText() {}

    /** The configuration of the text model alone, if the given one is of both; else the given one. */
    static ObjectNode of(ObjectNode config) {
        boolean whole = config.path("architectures").path(0).asText().equals(WHOLE);
        if (!whole || !(config.get("text_config") instanceof ObjectNode text)) {
            return config;
        }
        ObjectNode alone = text.deepCopy();
        alone.putArray("architectures").add(Architecture.GEMMA3.className());
        alone.put("model_type", Architecture.GEMMA3.modelType());
        for (String key :
                new String[] {"bos_token_id", "eos_token_id", "dtype", "torch_dtype", "tie_word_embeddings"}) {
            if (config.hasNonNull(key)) {
                alone.set(key, config.get(key));
            }
        }
        return alone;
    }
}
