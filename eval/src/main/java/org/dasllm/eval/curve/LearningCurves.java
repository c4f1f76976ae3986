package org.dasllm.eval.curve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.DoublePredicate;
import org.apache.commons.statistics.distribution.TDistribution;
import org.dasllm.eval.curve.LearningCurve.Forecast;
import org.dasllm.eval.curve.LearningCurve.Need;
import org.dasllm.eval.curve.LearningCurve.Point;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/** From the answers of students of several numbers of labels to a learning curve. */
public final class LearningCurves {
    /** Beyond so many times the labels that there are nothing is said: a curve of four points does not reach so far. */
    public static final int FARTHEST = 16;

    /** Three parameters need a fourth point before anything can contradict them. */
    static final int FEWEST_POINTS = 4;

    private static final int FEW_QUESTIONS = 200;
    private static final List<Integer> TIMES = List.of(2, 4, 8);
    private static final List<Double> GAINS = List.of(0.01, 0.02, 0.05);

    private LearningCurves() {}

    /** @param confidence of all intervals, such as 0.95 */
    public static LearningCurve of(CurveData data, double confidence) {
        int points = data.points().size();
        boolean[][][] wrong =
                data.points().stream().map(CurveData.Measured::wrong).toArray(boolean[][][]::new);
        PointCovariance covariance = PointCovariance.of(wrong, data.groups());
        double reach = TDistribution.of(covariance.degreesOfFreedom()).inverseSurvivalProbability((1 - confidence) / 2);
        List<Point> measured = new ArrayList<>();
        for (int p = 0; p < points; p++) {
            measured.add(point(data, p, reach * Math.sqrt(covariance.matrix()[p][p])));
        }
        double threshold = reach * reach;
        PowerLawFit fit = points < FEWEST_POINTS ? null : fit(measured, covariance.matrix());
        String refusal = fit == null
                ? "A curve is drawn through four sizes at least, and here are " + points + "."
                : refusal(fit, threshold);
        boolean once = Double.isNaN(covariance.trainingDeviation());
        return new LearningCurve(
                LearningCurve.KIND.version(),
                data.metric(),
                data.against(),
                data.groups().size(),
                new HashSet<>(data.groups()).size(),
                data.labels(),
                confidence,
                data.settings(),
                measured,
                once ? null : covariance.trainingDeviation(),
                fit == null ? null : fit.best(),
                fit == null ? null : fit.distance(),
                refusal,
                fit == null || refusal != null ? List.of() : forecasts(fit, threshold),
                fit == null || refusal != null ? List.of() : needs(fit, threshold),
                remarks(data, once));
    }

    private static Point point(CurveData data, int index, double reach) {
        CurveData.Measured point = data.points().get(index);
        int wrong = 0;
        for (boolean[] training : point.wrong()) {
            wrong += Shares.count(training);
        }
        int trainings = point.wrong().length;
        double error = (double) wrong / trainings / data.groups().size();
        return new Point(
                (double) point.labels() / data.labels(),
                point.labels(),
                trainings,
                wrong,
                error,
                new Interval(Math.max(0, error - reach), Math.min(1, error + reach)));
    }

    private static PowerLawFit fit(List<Point> points, double[][] covariance) {
        return new PowerLawFit(
                points.stream().mapToDouble(Point::labels).toArray(),
                points.stream().mapToDouble(Point::error).toArray(),
                covariance);
    }

    private static @Nullable String refusal(PowerLawFit fit, double threshold) {
        if (fit.flatIsPossible(threshold)) {
            return "The errors do not fall with more labels by more than chance could do, so there is no curve to follow.";
        }
        if (fit.best().exponent() > 0.99 * PowerLawFit.LARGEST_EXPONENT) {
            return "The errors fall in one step and then no more, so there is no curve to follow.";
        }
        return null;
    }

    private static List<Forecast> forecasts(PowerLawFit fit, double threshold) {
        PowerLaw law = fit.best();
        return TIMES.stream()
                .map(times -> Math.round(times * law.reference()))
                .map(labels -> new Forecast(
                        labels,
                        law.at(labels),
                        fit.errorAt(labels, threshold),
                        law.gain(labels),
                        fit.gainAt(labels, threshold)))
                .toList();
    }

    private static List<Need> needs(PowerLawFit fit, double threshold) {
        PowerLaw law = fit.best();
        return GAINS.stream()
                .map(gain -> new Need(
                        gain,
                        more(law, labels -> law.gain(labels) >= gain),
                        more(law, labels -> fit.gainCanBe(gain, labels, threshold)),
                        more(law, labels -> fit.gainMustBe(gain, labels, threshold))))
                .toList();
    }

    /** How many more labels it takes until something holds that then stays so; null where that is too far. */
    private static @Nullable Long more(PowerLaw law, DoublePredicate enough) {
        long there = Math.round(law.reference());
        OptionalLong first = firstBetween(there + 1, FARTHEST * there, enough);
        return first.isPresent() ? first.getAsLong() - there : null;
    }

    private static OptionalLong firstBetween(long from, long to, DoublePredicate enough) {
        if (!enough.test((double) to)) {
            return OptionalLong.empty();
        }
        long low = from;
        long high = to;
        while (low < high) {
            long middle = (low + high) / 2;
            if (enough.test((double) middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return OptionalLong.of(low);
    }

    private static List<String> remarks(CurveData data, boolean once) {
        List<String> remarks = new ArrayList<>();
        remarks.add(
                "The students of the curve were trained more cheaply than the student of the report. What counts is by how"
                        + " much their errors fall, not how many they are.");
        remarks.add(
                "The curve says what more labels of the same kind would bring, drawn as these were. Labels that are chosen"
                        + " where the student fails may bring more.");
        if (once) {
            remarks.add(
                    "Each size was trained once. How much a training differs from the next by its seed is not known and not in the"
                            + " intervals, which are too narrow by that; --repeats 3 measures it.");
        }
        if (data.against() == LearningCurve.Against.TEACHER) {
            remarks.add(
                    "Not every question has a right answer of people, so that an error is a disagreement with the teacher. It says"
                            + " nothing about the teacher’s own errors, which more labels of the same teacher do not take away.");
        }
        if (data.groups().size() < FEW_QUESTIONS) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "%d questions are few: two shares have to differ by many points before that can be seen.",
                    data.groups().size()));
        }
        return remarks;
    }
}
