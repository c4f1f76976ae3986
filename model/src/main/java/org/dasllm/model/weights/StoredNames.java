package org.dasllm.model.weights;

import java.util.Set;

/** What a checkpoint calls the tensors of a text model: it may be the whole of it, or a part beside a vision model. */
enum StoredNames {
    PLAIN {
        @Override
        String of(String name) {
            return name;
        }
    },
    /** As published: {@code language_model.model.layers.0…} and {@code language_model.lm_head…}. */
    OUTSIDE {
        @Override
        String of(String name) {
            return "language_model." + name;
        }
    },
    /** As transformers writes it since 4.52: {@code model.language_model.layers.0…} and {@code lm_head…}. */
    INSIDE {
        @Override
        String of(String name) {
            return name.startsWith("model.") ? "model.language_model." + name.substring("model.".length()) : name;
        }
    };

    /** A tensor's name in the file. */
    abstract String of(String name);

    /** Whether a stored tensor belongs to another part of the whole. */
    boolean foreign(String stored) {
        return this != PLAIN && !stored.startsWith(of("model.")) && !stored.startsWith(of("lm_head."));
    }

    static StoredNames among(Set<String> stored) {
        for (StoredNames nested : new StoredNames[] {OUTSIDE, INSIDE}) {
            if (stored.stream().anyMatch(name -> name.startsWith(nested.of("model.")))) {
                return nested;
            }
        }
        return PLAIN;
    }
}
