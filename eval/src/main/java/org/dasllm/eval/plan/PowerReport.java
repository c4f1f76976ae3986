package org.dasllm.eval.plan;

import java.util.List;

/**
 * What a planned evaluation can show, before anybody answers.
 *
 * @param config what is assumed
 * @param margin of the evaluation
 * @param alpha of the evaluation, one-sided
 * @param whole all questions
 * @param slices by attribute and value
 * @param labelsToBuy how many more questions need a right answer so that the whole and every slice have the power
 * @param remarks what the figures rest on
 */
public record PowerReport(
        PowerConfig config,
        double margin,
        double alpha,
        Part whole,
        List<Part> slices,
        long labelsToBuy,
        List<String> remarks) {

    /**
     * A part of the questions.
     *
     * @param attribute empty for all questions
     * @param value empty for all questions
     * @param questions there are
     * @param labelled those with a right answer known
     * @param inEffect as many independent questions the labelled ones are worth
     * @param power of what is asked of it: non-inferiority of the whole, finding the harm in a slice
     * @param detectable the smallest margin, or the smallest loss in a slice, that can be told with the power wanted
     * @param needed labelled questions that give the power wanted
     * @param toBuy labels that are missing
     * @param underpowered whether it has less power than wanted
     */
    public record Part(
            String attribute,
            String value,
            int questions,
            int labelled,
            double inEffect,
            double power,
            double detectable,
            long needed,
            long toBuy,
            boolean underpowered) {}
}
