package org.dasllm.tensor;

/**
 * Grouped-query attention. Head h of the queries reads key/value head h / (heads / keyValueHeads).
 *
 * <p>The score of a query at position q and a key at position k is softCap · tanh(scale · q·k / softCap); keys with
 * q − k ≥ window, and keys after the query, are not seen.
 *
 * @param heads query heads; a query row has heads · headSize columns
 * @param keyValueHeads key/value heads; a key or value row has keyValueHeads · headSize columns
 * @param headSize columns of one head
 * @param scale factor on the scores, usually 1/√headSize
 * @param window how many positions a query sees, its own included; {@link #EVERYTHING} for all before it
 * @param softCap bound that the scores approach (Gemma 2); {@link #UNCAPPED} for none
 */
public record AttentionShape(int heads, int keyValueHeads, int headSize, float scale, int window, float softCap) {
    /** A window that no text is longer than. */
    public static final int EVERYTHING = Integer.MAX_VALUE;

    /** The bound at which softCap · tanh(x / softCap) is x. */
    public static final float UNCAPPED = Float.POSITIVE_INFINITY;

    public AttentionShape {
        if (heads <= 0 || keyValueHeads <= 0 || headSize <= 0 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    heads + " heads do not share " + keyValueHeads + " key/value heads evenly");
        }
        if (window <= 0 || !(softCap > 0)) {
            throw new IllegalArgumentException(
                    "A window of " + window + " and a soft cap of " + softCap + " must be above 0");
        }
    }

    /** Without window and soft cap. */
    public AttentionShape(int heads, int keyValueHeads, int headSize, float scale) {
        this(heads, keyValueHeads, headSize, scale, EVERYTHING, UNCAPPED);
    }

    public boolean capped() {
        return softCap != UNCAPPED;
    }

    /** The first position that a query at the given position sees. */
    public int firstSeen(int position) {
        return Math.max(0, position - window + 1);
    }

    public int queryColumns() {
        return heads * headSize;
    }

    public int keyValueColumns() {
        return keyValueHeads * headSize;
    }
}
