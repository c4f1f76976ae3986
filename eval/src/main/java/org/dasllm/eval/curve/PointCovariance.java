package org.dasllm.eval.curve;

import java.util.List;

/**
 * How far the measured points of a learning curve can be from the truth, and how much of that they share.
 *
 * <p>Two things are random. The questions are the same at every point, so that their share of the covariance is that of paired means, over
 * whole groups of questions. A training differs from the next by its seed; how much is known only where each was done more than once.
 *
 * @param matrix one row and column a point
 * @param trainingDeviation the standard deviation between trainings that differ in their seed; NaN where each was done once
 * @param degreesOfFreedom of the variances, by Satterthwaite's formula
 */
record PointCovariance(double[][] matrix, double trainingDeviation, double degreesOfFreedom) {
    /**
     * Two trainings that give the same answers to all questions do not prove that the curve is flat between them: of what the points share
     * by their questions a twentieth counts as their own.
     */
    private static final double SHARED = 0.95;

    /**
     * @param wrong by point, by training, by question
     * @param groups of the questions
     */
    static PointCovariance of(boolean[][][] wrong, List<String> groups) {
        int points = wrong.length;
        int questions = groups.size();
        double[][] means = new double[points][questions];
        for (int p = 0; p < points; p++) {
            for (boolean[] training : wrong[p]) {
                for (int q = 0; q < questions; q++) {
                    means[p][q] += (training[q] ? 1.0 : 0.0) / wrong[p].length;
                }
            }
        }
        GroupResiduals residuals = GroupResiduals.of(means, groups);
        double[][] matrix = new double[points][points];
        double ofQuestions = 0;
        for (int i = 0; i < points; i++) {
            for (int j = 0; j < points; j++) {
                matrix[i][j] = residuals.covariance(i, j) * (i == j ? 1 : SHARED);
            }
            matrix[i][i] = Math.max(matrix[i][i], least(questions));
            ofQuestions += matrix[i][i] / points;
        }
        int repeats = wrong[0].length;
        if (repeats < 2) {
            return new PointCovariance(matrix, Double.NaN, residuals.groups() - 1);
        }
        double between = between(wrong) / repeats;
        for (int i = 0; i < points; i++) {
            matrix[i][i] += between;
        }
        double all = ofQuestions + between;
        double freedom = all
                * all
                / (ofQuestions * ofQuestions / (residuals.groups() - 1) + between * between / (points * (repeats - 1)));
        return new PointCovariance(matrix, Math.sqrt(between * repeats), freedom);
    }

    /** No error among n answers does not mean that there is no variance: at least that of two among n + 4 (Agresti and Coull). */
    private static double least(int questions) {
        double n = questions + 4.0;
        double share = 2 / n;
        return share * (1 - share) / n;
    }

    /** The variance between trainings of the same point, pooled over all points. */
    private static double between(boolean[][][] wrong) {
        double squares = 0;
        int freedom = 0;
        for (boolean[][] point : wrong) {
            double[] errors = new double[point.length];
            double mean = 0;
            for (int r = 0; r < point.length; r++) {
                errors[r] = Shares.of(point[r]);
                mean += errors[r] / point.length;
            }
            for (double error : errors) {
                squares += (error - mean) * (error - mean);
            }
            freedom += point.length - 1;
        }
        return squares / freedom;
    }
}
