package org.dasllm.eval.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.evaluation.Interval;

/**
 * Students of several training seeds against one teacher on the same questions: what another seed and other questions together could
 * have given.
 *
 * @param differences student − teacher of each seed
 * @param effect of seeds and questions on their mean
 * @param decision the wider ends of the interval over both and of the bootstrap over questions, never narrower than what a kind of
 *     question that did not occur could change
 */
public record SeededEstimate(double[] differences, SeedEffect effect, Interval decision) {

    /**
     * @param students for each seed one tally a question
     * @return empty with fewer than two seeds, and where nothing can be estimated
     */
    public static Optional<SeededEstimate> of(
            Statistic statistic,
            List<List<Tally>> students,
            List<Tally> teacher,
            List<String> groups,
            Resampling resampling,
            double confidence) {
        int width = statistic.width();
        List<Tally> all = new ArrayList<>();
        for (int i = 0; i < teacher.size(); i++) {
            Tally row = teacher.get(i);
            for (int s = 0; s < students.size(); s++) {
                row = row.beside(students.get(s).get(i), (s + 1) * width);
            }
            all.add(row);
        }
        MeanDifference mean = new MeanDifference(statistic, students.size());
        ClusterSums sums = ClusterSums.of(mean.width(), all, groups);
        double[] differences = mean.differences(sums.total());
        return ClusterBootstrap.of(sums, mean, resampling.resamples(), resampling.seed())
                .flatMap(questions -> SeedEffect.of(differences, questions.standardError(), questions.clusters())
                        .map(effect -> new SeededEstimate(
                                differences,
                                effect,
                                effect.interval(confidence)
                                        .hull(questions.bca(confidence))
                                        .hull(PairedEstimate.unseen(effect.mean(), teacher.size(), confidence)))));
    }

    /** The teacher's sums stand first, then each seed's. */
    private record MeanDifference(Statistic statistic, int seeds) implements Statistic {
        @Override
        public int width() {
            return (seeds + 1) * statistic.width();
        }

        double[] differences(double[] sums) {
            double teacher = value(sums, 0);
            double[] differences = new double[seeds];
            Arrays.setAll(differences, s -> value(sums, s + 1) - teacher);
            return differences;
        }

        @Override
        public double of(double[] sums) {
            return Arrays.stream(differences(sums)).average().orElse(Double.NaN);
        }

        private double value(double[] sums, int block) {
            int width = statistic.width();
            return statistic.of(Arrays.copyOfRange(sums, block * width, (block + 1) * width));
        }
    }
}
