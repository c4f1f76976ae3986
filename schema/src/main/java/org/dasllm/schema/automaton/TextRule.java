package org.dasllm.schema.automaton;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dasllm.schema.text.TextAutomaton;
import org.dasllm.schema.text.TextTerminal;

/** The places of one text. */
final class TextRule {
    /** A string of any characters; all grammars share its places, and so what was computed for them. */
    static final TextRule ANY_STRING = new TextRule(TextTerminal.quoted(TextAutomaton.any()), false);

    final TextTerminal terminal;
    final boolean openKey;
    final int follower;
    private final Map<Long, TextPlace> places = new ConcurrentHashMap<>();

    /**
     * Makes a rule.
     *
     * @param openKey whether its texts are names of properties that may not come twice
     */
    TextRule(TextTerminal terminal, boolean openKey) {
        this(terminal, openKey, TextPlace.ANY_FOLLOWER);
    }

    private TextRule(TextTerminal terminal, boolean openKey, int follower) {
        this.terminal = terminal;
        this.openKey = openKey;
        this.follower = follower;
    }

    /**
     * Strings without quotes, of which nothing is JSON.
     *
     * @param follower the byte that follows each, 0 to 255
     */
    static TextRule raw(TextAutomaton texts, int follower) {
        return new TextRule(TextTerminal.plain(texts), false, follower);
    }

    TextPlace place(long state) {
        TextPlace known = places.get(state);
        return known != null ? known : places.computeIfAbsent(state, any -> new TextPlace(this, state));
    }
}
