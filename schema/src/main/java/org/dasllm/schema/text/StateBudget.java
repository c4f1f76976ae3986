package org.dasllm.schema.text;

/**
 * How many states the automata of one schema may have together, those included that an intersection goes through and does not
 * keep. Each automaton has a bound of its own; many of them below it would still fill the memory.
 */
public final class StateBudget {
    private static final long MOST_STATES = 1_000_000;
    private static final long MOST_ENTRIES = 40_000_000;

    private static final long MOST_STEPS = 100_000_000;

    private long states;
    private long entries;
    private long steps;

    /** Counts steps that were made on the way to an automaton; too many are {@link TooLarge}. */
    void step(long made) {
        steps += made;
        if (steps > MOST_STEPS) {
            throw new TooLarge("the schema's regular expressions take more than " + MOST_STEPS + " steps together");
        }
    }

    /** Counts an automaton that has been made, and returns it; one too many is {@link TooLarge}. */
    public TextAutomaton counted(TextAutomaton made) {
        states += made.explored();
        entries += made.exploredEntries();
        if (states > MOST_STATES || entries > MOST_ENTRIES) {
            throw new TooLarge("the schema's strings and numbers need automata of more than " + MOST_STATES
                    + " states or " + MOST_ENTRIES + " table entries together");
        }
        return made;
    }
}
