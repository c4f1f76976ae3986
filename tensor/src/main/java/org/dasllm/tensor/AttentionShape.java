package org.dasllm.tensor;

/**
 * Grouped-query attention. Head h of the queries reads key/value head h / (heads / keyValueHeads).
 *
 * @param heads query heads; a query row has heads · headSize columns
 * @param keyValueHeads key/value heads; a key or value row has keyValueHeads · headSize columns
 * @param headSize columns of one head
 * @param scale factor on the scores, usually 1/√headSize
 */
public record AttentionShape(int heads, int keyValueHeads, int headSize, float scale) {
    public AttentionShape {
        if (heads <= 0 || keyValueHeads <= 0 || headSize <= 0 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    heads + " heads do not share " + keyValueHeads + " key/value heads evenly");
        }
    }

    public int queryColumns() {
        return heads * headSize;
    }

    public int keyValueColumns() {
        return keyValueHeads * headSize;
    }
}
