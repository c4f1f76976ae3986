package org.dasllm.fake.exchange;

/**
 * What goes wrong with batches. The results of a batch never come in the order of its requests.
 *
 * @param polls how often a batch says that it is under way before it has ended
 * @param faulty of how many batches of each vendor, the first ones, the following is true; later ones go well
 * @param expired the share of requests, 0 to 1, whose turn never comes
 * @param errored the share of requests, 0 to 1, that fail by an error of the server
 * @param badLines how many lines of the results are broken off in their middle, though their answers were computed
 * @param badOnce whether those lines are whole when the results are asked for again
 * @param lostReplies how many submissions of each vendor, the first ones, lose their replies on the way
 * @param cutResults how many times results break off in their middle with the connection
 */
public record BatchFaults(
        int polls,
        int faulty,
        double expired,
        double errored,
        int badLines,
        boolean badOnce,
        int lostReplies,
        int cutResults) {
    /** All goes well, and the first question after a batch finds it ended. */
    public static final BatchFaults NONE = new BatchFaults(0, 0, 0, 0, 0, false, 0, 0);
}
