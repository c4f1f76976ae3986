package org.dasllm.model.config;

import java.util.Optional;
import org.dasllm.tensor.AttentionShape;

/**
 * What positions mean to one layer.
 *
 * @param window how many positions a query sees, its own included; {@link AttentionShape#EVERYTHING} for all before it
 * @param rope how queries and keys are turned; empty in a layer without rotary embedding
 */
public record Positions(int window, Optional<Rope> rope) {

    public Positions {
        Sizes.positive("sliding_window", window);
    }
}
