package org.dasllm.eval.failure;

/**
 * How much more frequent a word is in one kind of texts than in another: log-odds with an informative Dirichlet prior, in standard errors
 * (Monroe, Colaresi, Quinn 2008, Political Analysis 16:372, equations 16, 20 and 22). The prior has the words of all texts in their
 * proportions, so that a rare word needs more than one text to stand out.
 */
final class LogOdds {
    private LogOdds() {}

    /**
     * @param in texts of the first kind with the word
     * @param allIn words of the first kind in all
     * @param out texts of the second kind with the word
     * @param allOut words of the second kind in all
     * @param prior how many words the prior is worth
     */
    static double score(int in, long allIn, int out, long allOut, double prior) {
        double share = (double) (in + out) / (allIn + allOut);
        double ofWord = prior * share;
        double first = StrictMath.log((in + ofWord) / (allIn + prior - in - ofWord));
        double second = StrictMath.log((out + ofWord) / (allOut + prior - out - ofWord));
        return (first - second) / Math.sqrt(1 / (in + ofWord) + 1 / (out + ofWord));
    }
}
