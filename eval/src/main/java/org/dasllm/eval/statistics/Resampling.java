package org.dasllm.eval.statistics;

/**
 * How a bootstrap draws.
 *
 * @param resamples how many; 2,000 leave the ends of a 95 % interval unsteady by some hundredths of its width
 * @param seed of the generator: the same seed gives the same figures
 */
public record Resampling(int resamples, long seed) {
    public static final int USUAL_RESAMPLES = 2000;

    public Resampling {
        if (resamples < 100) {
            throw new IllegalArgumentException(resamples + " resamples have no tails");
        }
    }

    /** From a hash in hexadecimal, such as that of the questions: fixed before the first answer, and nobody's choice. */
    public static Resampling seededBy(String hash) {
        return new Resampling(USUAL_RESAMPLES, Long.parseUnsignedLong(hash.substring(0, 16), 16));
    }
}
