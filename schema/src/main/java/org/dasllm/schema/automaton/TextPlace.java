package org.dasllm.schema.automaton;

import org.dasllm.schema.text.TextTerminal;
import org.jspecify.annotations.Nullable;

/** A place within a text. */
public final class TextPlace extends Place {
    /** Any byte may follow. */
    public static final int ANY_FOLLOWER = -1;

    private final TextRule rule;
    private final long state;

    TextPlace(TextRule rule, long state) {
        this.rule = rule;
        this.state = state;
    }

    @Override
    public @Nullable TextPlace next(int b) {
        long next = rule.terminal.next(state, b);
        return next == TextTerminal.DEAD ? null : rule.place(next);
    }

    @Override
    public boolean accepts() {
        return rule.terminal.accepts(state);
    }

    @Override
    public boolean isLast() {
        return rule.terminal.isLast(state);
    }

    public TextTerminal terminal() {
        return rule.terminal;
    }

    public long state() {
        return state;
    }

    /** Whether nothing in the text is JSON. */
    boolean isRaw() {
        return rule.follower != ANY_FOLLOWER;
    }

    /** The byte that follows the text, 0 to 255, or {@link #ANY_FOLLOWER}. */
    public int follower() {
        return rule.follower;
    }

    /** Whether the text is a name that may not come twice in its object. */
    public boolean isOpenKey() {
        return rule.openKey;
    }
}
