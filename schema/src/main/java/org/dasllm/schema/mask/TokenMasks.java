package org.dasllm.schema.mask;

import org.dasllm.schema.automaton.Frame;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.OutputState;
import org.dasllm.schema.automaton.RulePlace;

/** The tokens that may follow in answers of one grammar. */
public final class TokenMasks {
    private final MaskVocabulary vocabulary;
    private final OutputGrammar grammar;
    private final PlaceWalk walk;
    private final BehindTokens behindTokens;

    public TokenMasks(MaskVocabulary vocabulary, OutputGrammar grammar) {
        this.vocabulary = vocabulary;
        this.grammar = grammar;
        this.walk = new PlaceWalk(vocabulary, grammar);
        this.behindTokens = new BehindTokens(walk, vocabulary.size());
    }

    MaskVocabulary vocabulary() {
        return vocabulary;
    }

    /** The state before the first token. */
    public OutputState start() {
        return grammar.start();
    }

    /** The state behind a token; that of the text for one that ends the answer. */
    public OutputState next(OutputState state, int token) {
        return vocabulary.endTokens().contains(token) ? state : state.next(vocabulary.bytes(token));
    }

    /** Whether a token ends answers. */
    public boolean ends(int token) {
        return vocabulary.endTokens().contains(token);
    }

    /** The bytes that a token writes; none for one that writes nothing. */
    public byte[] bytes(int token) {
        return vocabulary.bytes(token);
    }

    /** The tokens behind which the answer can be completed; an end token where it is complete. */
    public TokenSet allowed(OutputState state) {
        TokenSet allowed = new TokenSet(vocabulary.size());
        TokenSet named = new TokenSet(vocabulary.size());
        for (Frame frame : state.stacks()) {
            add(frame, allowed, named);
        }
        named.removeAll(allowed);
        for (int token : named.tokens()) {
            if (state.keepsNamesApart(vocabulary.bytes(token))) {
                allowed.add(token);
            }
        }
        if (state.accepts()) {
            vocabulary.endTokens().stream()
                    .filter(token -> token < vocabulary.size())
                    .forEach(allowed::add);
        }
        return allowed;
    }

    /** @param named gets tokens that may follow if the names that they complete are new */
    private void add(Frame top, TokenSet allowed, TokenSet named) {
        Frame frame = top;
        while (frame != null) {
            // What follows within a text does not depend on how deep it is.
            if (frame.place() instanceof RulePlace && !grammar.isFarFromDeepest(frame, vocabulary.mostOpened())) {
                walk.from(vocabulary.all(), frame, false, allowed, named);
                return;
            }
            PlaceMask mask = vocabulary.mask(frame.place(), walk);
            allowed.addAll(mask.few());
            long[] many = mask.many();
            if (many != null) {
                allowed.addAll(many);
            }
            named.addAll(mask.named());
            Frame below = frame.below();
            if (below == null) {
                return;
            }
            TokenTrie behind = mask.behind();
            if (behind != null) {
                behindTokens.add(behind, below, false, allowed, named);
            }
            TokenTrie behindNamed = mask.behindNamed();
            if (behindNamed != null) {
                behindTokens.add(behindNamed, below, true, allowed, named);
            }
            frame = mask.ends() ? below : null;
        }
    }
}
