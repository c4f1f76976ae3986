package org.dasllm.format.progress;

/** Numbers with their nouns, for people: one row, two rows. */
public final class Counted {
    private Counted() {}

    /** Such as {@code 1 row} or {@code 3 rows}: of a noun whose plural has an s. */
    public static String of(long count, String noun) {
        return of(count, noun, noun + "s");
    }

    /**
     * Such as {@code 1 row is} or {@code 3 rows are}.
     *
     * @param one what follows the number 1
     * @param many what follows every other number
     */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
