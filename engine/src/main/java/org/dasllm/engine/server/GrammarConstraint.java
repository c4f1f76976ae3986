package org.dasllm.engine.server;

import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.mask.TokenMasks;
import org.dasllm.schema.mask.TokenSet;

/** Binds an answer to a grammar. */
final class GrammarConstraint implements TokenConstraint {
    private final TokenMasks masks;
    private OutputState state;

    GrammarConstraint(TokenMasks masks) {
        this(masks, masks.start());
    }

    /** Binds what follows a state. */
    GrammarConstraint(TokenMasks masks, OutputState state) {
        this.masks = masks;
        this.state = state;
    }

    @Override
    public void mask(float[] logits) {
        TokenSet allowed = masks.allowed(state);
        int left = 0;
        for (int token = 0; token < logits.length; token++) {
            if (allowed.contains(token)) {
                left++;
            } else {
                logits[token] = Float.NEGATIVE_INFINITY;
            }
        }
        if (left == 0) {
            throw new IllegalStateException(
                    "the model has no token that writes what the answer's format asks for next");
        }
    }

    @Override
    public boolean accept(int token) {
        // The masks keep all ways in which an answer may be understood, the state only the first ones.
        OutputState next = masks.next(state, token);
        if (next.isDead()) {
            return false;
        }
        state = next;
        return true;
    }
}
