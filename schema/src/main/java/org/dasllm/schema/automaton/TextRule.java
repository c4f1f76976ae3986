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
    final boolean raw;
    private final Map<Long, TextPlace> places = new ConcurrentHashMap<>();

    /**
     * Makes a rule.
     *
     * @param openKey whether its texts are names of properties that may not come twice
     */
    TextRule(TextTerminal terminal, boolean openKey) {
        this(terminal, openKey, false);
    }

    private TextRule(TextTerminal terminal, boolean openKey, boolean raw) {
        this.terminal = terminal;
        this.openKey = openKey;
        this.raw = raw;
    }

    /** Strings without quotes, of which nothing is JSON. */
    static TextRule raw(TextAutomaton texts) {
        return new TextRule(TextTerminal.plain(texts), false, true);
    }

    TextPlace place(long state) {
        return places.computeIfAbsent(state, any -> new TextPlace(this, state));
    }
}
