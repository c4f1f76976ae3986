package org.dasllm.eval.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Students of a known curve. Questions have a difficulty of their own, so that students fail on the same ones, and a training moves a student's
 * error rate by chance.
 */
final class CurveDraw {
    private static final double[] SHARES = {0.125, 0.25, 0.5, 1};
    /** Of a student's errors so many are on the questions that are hard for all. */
    private static final double ALIKE = 0.6;

    private final PowerLaw truth;
    private final int questions;
    private final int repeats;
    private final double deviation;

    CurveDraw(PowerLaw truth, int questions, int repeats, double deviation) {
        this.truth = truth;
        this.questions = questions;
        this.repeats = repeats;
        this.deviation = deviation;
    }

    CurveData data(SplittableRandom random) {
        double[] hard = new double[questions];
        List<String> groups = new ArrayList<>();
        for (int q = 0; q < questions; q++) {
            hard[q] = random.nextDouble();
            groups.add("g" + q);
        }
        List<CurveData.Measured> points = new ArrayList<>();
        for (double share : SHARES) {
            int labels = (int) Math.round(share * truth.reference());
            boolean[][] wrong = new boolean[repeats][questions];
            for (boolean[] training : wrong) {
                double rate = Math.min(0.999, Math.max(0.001, truth.at(labels) + deviation * gaussian(random)));
                for (int q = 0; q < questions; q++) {
                    double luck = random.nextDouble() < ALIKE ? hard[q] : random.nextDouble();
                    training[q] = luck < rate;
                }
            }
            points.add(new CurveData.Measured(labels, wrong));
        }
        return new CurveData("exact", LearningCurve.Against.GOLD, groups, (int) truth.reference(), List.of(), points);
    }

    /** By Box and Muller. */
    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
