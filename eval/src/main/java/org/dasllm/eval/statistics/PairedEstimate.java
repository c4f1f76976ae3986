package org.dasllm.eval.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.evaluation.Interval;

/**
 * Student against teacher by a statistic that need not be a share, on the same questions.
 *
 * @param student the student's value
 * @param teacher the teacher's value
 * @param difference student − teacher
 * @param clusters the groups that were drawn
 * @param standardError the jackknife's, of the difference
 * @param bca the bootstrap's interval of the difference
 * @param t the interval from the standard error, with clusters − 1 degrees of freedom
 * @param decision the wider ends of both, and never narrower than {@link #unseen}
 */
public record PairedEstimate(
        double student,
        double teacher,
        double difference,
        int clusters,
        double standardError,
        Interval bca,
        Interval t,
        Interval decision) {

    /**
     * Estimates the difference.
     *
     * @param student one tally a question
     * @param teacher the same questions
     * @param groups the questions' clusters
     * @return empty where it cannot be estimated
     */
    public static Optional<PairedEstimate> of(
            Statistic statistic,
            List<Tally> student,
            List<Tally> teacher,
            List<String> groups,
            Resampling resampling,
            double confidence) {
        ClusterSums sums = ClusterSums.of(2 * statistic.width(), beside(statistic, student, teacher), groups);
        Difference difference = new Difference(statistic);
        double[] total = sums.total();
        return ClusterBootstrap.of(sums, difference, resampling.resamples(), resampling.seed())
                .map(bootstrap -> {
                    Interval bca = bootstrap.bca(confidence);
                    Interval t = bootstrap.student(confidence);
                    return new PairedEstimate(
                            statistic.of(difference.first(total)),
                            statistic.of(difference.second(total)),
                            bootstrap.estimate(),
                            bootstrap.clusters(),
                            bootstrap.standardError(),
                            bca,
                            t,
                            bca.hull(t).hull(unseen(bootstrap.estimate(), student.size(), confidence)));
                });
    }

    /**
     * What a kind of question that did not occur among so many could still move the difference by: as far as Tango's interval
     * reaches where nobody disagrees, z² / (n + z²). Without it twenty questions without a difference would prove equality.
     */
    static Interval unseen(double estimate, int questions, double confidence) {
        double z = Quantiles.twoSidedNormal(confidence);
        double reach = z * z / (questions + z * z);
        return new Interval(estimate - reach, estimate + reach);
    }

    private static List<Tally> beside(Statistic statistic, List<Tally> student, List<Tally> teacher) {
        if (student.size() != teacher.size()) {
            throw new IllegalArgumentException(student.size() + " tallies beside " + teacher.size());
        }
        List<Tally> both = new ArrayList<>(student.size());
        for (int i = 0; i < student.size(); i++) {
            both.add(student.get(i).beside(teacher.get(i), statistic.width()));
        }
        return both;
    }
}
