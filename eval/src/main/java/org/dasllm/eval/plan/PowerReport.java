package org.dasllm.eval.plan;

import java.util.List;

/**
 * What a planned evaluation can show, before anybody answers.
 *
 * @param config what is assumed
 * @param margin of the evaluation
 * @param alpha one-sided; where Holm's procedure divides the evaluation's among its claims, the first step's share
 * @param whole all questions, asked for the primary metric's claim
 * @param endpoints all questions, asked for each further claim
 * @param slices by attribute and value
 * @param labelsToBuy how many more questions need a right answer so that every claim and every slice have the power
 * @param remarks what the figures rest on
 */
public record PowerReport(
        PowerConfig config,
        double margin,
        double alpha,
        Part whole,
        List<Claim> endpoints,
        List<Part> slices,
        long labelsToBuy,
        List<String> remarks) {

    /** A further claim of non-inferiority within a margin, and what the questions can show of it. */
    public record Claim(String metric, double margin, Part part) {}

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
