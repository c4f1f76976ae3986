package org.dasllm.eval.statistics;

import java.util.Arrays;
import java.util.Optional;
import org.dasllm.format.evaluation.Interval;

/**
 * Several trainings of one student, each with another seed, as a sample of all the seeds there could be: a crossed design of random
 * questions and random seeds. The variance of the mean difference is estimated by Var(seeds) / S + Var(questions) / C, which counts
 * what the two have in common twice and so is not too small, with Satterthwaite's degrees of freedom (Satterthwaite 1946,
 * Biometrics Bulletin 2:110).
 *
 * @param mean difference, over the seeds
 * @param seeds how many trainings
 * @param between the standard deviation of the seeds' differences
 * @param questions the standard error that the questions leave in the mean
 * @param standardError of the mean, from both
 * @param degreesOfFreedom Satterthwaite's
 */
public record SeedEffect(
        double mean, int seeds, double between, double questions, double standardError, double degreesOfFreedom) {

    /**
     * @param differences student − teacher, of each seed
     * @param questions the standard error over clusters of questions of the mean of these differences
     * @param clusters of questions
     * @return empty with fewer than two seeds or clusters
     */
    public static Optional<SeedEffect> of(double[] differences, double questions, int clusters) {
        int seeds = differences.length;
        if (seeds < 2 || clusters < 2) {
            return Optional.empty();
        }
        double mean = Arrays.stream(differences).average().orElseThrow();
        double squares =
                Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
        double ofSeeds = squares / (seeds - 1) / seeds;
        double ofQuestions = questions * questions;
        double variance = ofSeeds + ofQuestions;
        double freedom = variance == 0
                ? seeds - 1.0
                : variance * variance / (ofSeeds * ofSeeds / (seeds - 1) + ofQuestions * ofQuestions / (clusters - 1));
        return Optional.of(
                new SeedEffect(mean, seeds, Math.sqrt(squares / (seeds - 1)), questions, Math.sqrt(variance), freedom));
    }

    public Interval interval(double confidence) {
        double reach = Quantiles.twoSidedStudent(degreesOfFreedom, confidence) * standardError;
        return new Interval(mean - reach, mean + reach);
    }
}
