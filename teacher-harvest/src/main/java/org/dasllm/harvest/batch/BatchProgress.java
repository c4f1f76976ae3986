package org.dasllm.harvest.batch;

/**
 * How far a batch is.
 *
 * @param words the vendor's, for people, such as {@code in_progress, 120 of 5000}
 * @param leftOver why requests may have no result, in words that can stand alone; with {@code REFUSED}, why it is refused
 */
public record BatchProgress(State state, String words, String leftOver) {

    /** What can be done with it. */
    public enum State {
        /** Requests of it are still to be answered. */
        UNDER_WAY,
        /** Nothing more will be answered. What was answered can be collected. */
        ENDED,
        /** It was looked at and not begun: nothing of it is answered or billed. */
        REFUSED
    }

    public static BatchProgress underWay(String words) {
        return new BatchProgress(State.UNDER_WAY, words, "");
    }
}
