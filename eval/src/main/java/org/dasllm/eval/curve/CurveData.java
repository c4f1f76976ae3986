package org.dasllm.eval.curve;

import java.util.List;

/**
 * What a learning curve is made of.
 *
 * @param metric by which an answer is right
 * @param against what it is held against
 * @param groups of the questions, in their order
 * @param labels how many the run has for training
 * @param settings how the students were trained
 * @param points ascending by labels
 */
public record CurveData(
        String metric,
        LearningCurve.Against against,
        List<String> groups,
        int labels,
        List<LearningCurve.Setting> settings,
        List<Measured> points) {

    public CurveData {
        groups = List.copyOf(groups);
        settings = List.copyOf(settings);
        points = List.copyOf(points);
        for (Measured point : points) {
            if (point.wrong().length != points.get(0).wrong().length) {
                throw new IllegalArgumentException("points with different numbers of trainings");
            }
            for (boolean[] training : point.wrong()) {
                if (training.length != groups.size()) {
                    throw new IllegalArgumentException(training.length + " answers to " + groups.size() + " questions");
                }
            }
        }
    }

    /**
     * Students of one number of labels.
     *
     * @param labels that each learnt from
     * @param wrong by training, by question: whether it was answered wrongly
     */
    public record Measured(int labels, boolean[][] wrong) {}
}
