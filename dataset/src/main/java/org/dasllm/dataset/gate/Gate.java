package org.dasllm.dataset.gate;

/**
 * A gate and what came of it, as the card has it.
 *
 * @param name its key in {@code curate.gates}, with a reason or a field behind it where it has several
 * @param found in words, with the figure
 * @param limit in words
 * @param holds whether the dataset may be taken
 */
public record Gate(String name, String found, String limit, boolean holds) {
    /** One line for people. */
    public String line() {
        return "gate " + name + ": " + found + ", and the limit is " + limit;
    }
}
