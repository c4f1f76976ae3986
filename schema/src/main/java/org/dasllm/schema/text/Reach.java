package org.dasllm.schema.text;

/** Numbers of characters that may follow the states of a string, up to as many as matter for tokens. */
public final class Reach {
    private final int[] numbers;
    private final int otherwise;

    /**
     * Takes the numbers.
     *
     * @param numbers by state of the automaton; none where they are not known
     * @param otherwise the number within a character or an escape, and where none is known
     */
    Reach(int[] numbers, int otherwise) {
        this.numbers = numbers;
        this.otherwise = otherwise;
    }

    public int of(long state) {
        return (int) state == 0 && numbers.length > 0 ? numbers[(int) (state >>> 32)] : otherwise;
    }
}
