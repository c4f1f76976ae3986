package org.dasllm.tensor;

/**
 * Dropout on an adapter's input, in training passes only: an element is zeroed with the given probability, else divided
 * by 1 − probability (Srivastava et al., 2014). What is zeroed is a function of the pass's seed, the stream and the
 * element's place, so that every device drops the same elements, and a recomputed forward the same as the first one.
 *
 * <p>{@link Pass#linear}, {@link Pass#linears} and {@link Pass#loss} drop; {@link Pass#logits} and a teacher's head do not.
 *
 * @param probability from 0 to less than 1
 * @param stream tells apart the layers of a model
 */
public record Dropout(float probability, long stream) {

    public Dropout {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("A dropout of " + probability + " is not from 0 to less than 1");
        }
    }

    /** What the elements of one pass are decided by; hand it to {@link #keeps}. */
    public long key(long passSeed) {
        return mix(mix(passSeed) + stream);
    }

    /** Whether the element at a place, row · columns + column of the layer's input, is kept; for a head, of the hidden rows. */
    public boolean keeps(long key, long place) {
        return (mix(key + place) >>> 40) >= threshold();
    }

    /** Elements whose upper 24 random bits are below it are zeroed. */
    public long threshold() {
        return Math.round(probability * (double) (1 << 24));
    }

    /** What kept elements are multiplied with. */
    public double factor() {
        return 1 / (1 - (double) probability);
    }

    /** A 64-bit finaliser (Steele et al., 2014, "Fast splittable pseudorandom number generators"). */
    public static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
