package org.dasllm.engine.tools;

import java.util.function.Supplier;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.mask.TokenMasks;

/** Where grammars are made ready for the model's tokens, and remembered. */
public interface CallGrammars {

    /**
     * The masks of a grammar.
     *
     * @param key the same for the same grammar
     * @param parameter of the request, for refusals
     */
    TokenMasks masks(String key, Supplier<OutputGrammar> grammar, String parameter);

    /** Binds what follows a state. */
    TokenConstraint bound(TokenMasks masks, OutputState state);
}
