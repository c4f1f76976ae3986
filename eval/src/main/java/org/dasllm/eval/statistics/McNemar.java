package org.dasllm.eval.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * McNemar's test that student and teacher are right equally often, in its four usual forms (Fagerland, Lydersen, Laake
 * 2013, BMC Medical Research Methodology 13:91). All p-values are two-sided.
 *
 * @param exact p of the exact conditional test
 * @param midP p of the exact test with half the weight on the observed outcome
 * @param corrected p with Edwards' continuity correction
 * @param correctedStatistic its χ² with one degree of freedom
 * @param uncorrected p without correction
 * @param uncorrectedStatistic its χ² with one degree of freedom
 */
public record McNemar(
        double exact,
        double midP,
        double corrected,
        double correctedStatistic,
        double uncorrected,
        double uncorrectedStatistic) {

    public static McNemar of(PairedCounts counts) {
        long discordant = counts.discordant();
        if (discordant == 0) {
            return new McNemar(1, 1, 1, 0, 1, 0);
        }
        int smaller = Math.toIntExact(Math.min(counts.studentOnly(), counts.teacherOnly()));
        BinomialDistribution fair = BinomialDistribution.of(Math.toIntExact(discordant), 0.5);
        double tail = 2 * fair.cumulativeProbability(smaller);
        double distance = Math.abs(counts.studentOnly() - counts.teacherOnly());
        double shortened = Math.max(0, distance - 1);
        double corrected = shortened * shortened / discordant;
        double uncorrected = distance * distance / discordant;
        ChiSquaredDistribution chiSquared = ChiSquaredDistribution.of(1);
        return new McNemar(
                Math.min(1, tail),
                Math.min(1, tail - fair.probability(smaller)),
                chiSquared.survivalProbability(corrected),
                corrected,
                chiSquared.survivalProbability(uncorrected),
                uncorrected);
    }
}
