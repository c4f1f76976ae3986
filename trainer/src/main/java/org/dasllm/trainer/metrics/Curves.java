package org.dasllm.trainer.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dasllm.document.content.CurveChart.Curve;
import org.dasllm.document.content.CurveChart.Line;
import org.dasllm.document.content.CurveChart.Point;
import org.dasllm.document.content.CurveChart.Scale;
import org.jspecify.annotations.Nullable;

/** Curves of a run's steps. */
final class Curves {
    /** Shorter runs are shown as they are. */
    private static final int LEAST_TO_SMOOTH = 60;

    /** So many means beside each other make the smoothed curve. */
    private static final int MEANS = 40;

    /** From this ratio of the largest to the least value on, equal ratios have equal lengths. */
    private static final double DECADE = 10;

    private Curves() {}

    /** The steps at which there is a value. */
    static Curve of(String name, Line line, List<StepMetrics> metrics, Function<StepMetrics, @Nullable Double> value) {
        List<Point> points = new ArrayList<>();
        for (StepMetrics step : metrics) {
            Double found = value.apply(step);
            if (found != null) {
                points.add(new Point(step.step(), found));
            }
        }
        return new Curve(name, line, points);
    }

    /** Every step, faint where there are many, and over it the mean of a step's neighbours. */
    static List<Curve> smoothed(String name, List<StepMetrics> metrics, Function<StepMetrics, @Nullable Double> value) {
        Curve every = of(name, Line.FIRST, metrics, value);
        int count = every.points().size();
        if (count < LEAST_TO_SMOOTH) {
            return List.of(every);
        }
        int reach = count / MEANS / 2;
        double[] sums = new double[count + 1];
        for (int i = 0; i < count; i++) {
            sums[i + 1] = sums[i] + every.points().get(i).y();
        }
        List<Point> means = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // As many on both sides, so that a falling curve is not shifted at its ends.
            int near = Math.min(reach, Math.min(i, count - 1 - i));
            int from = i - near;
            int to = i + near + 1;
            means.add(new Point(every.points().get(i).x(), (sums[to] - sums[from]) / (to - from)));
        }
        return List.of(
                new Curve("single steps", Line.FAINT, every.points()),
                new Curve(String.format(Locale.ROOT, "%s, mean of %,d steps", name, 2 * reach + 1), Line.FIRST, means));
    }

    /** Logarithmic for positive values that span a decade or more. */
    static Scale scaleOf(List<Curve> curves) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Curve curve : curves) {
            for (Point point : curve.points()) {
                least = Math.min(least, point.y());
                most = Math.max(most, point.y());
            }
        }
        return least > 0 && most / least >= DECADE ? Scale.LOGARITHMIC : Scale.FROM_ZERO;
    }

    /** From where to where each curve goes. */
    static String inWords(List<Curve> curves) {
        return curves.stream()
                .filter(curve -> curve.line() != Line.FAINT)
                .map(curve -> String.format(
                        Locale.ROOT,
                        "%s from %.4g at step %,.0f to %.4g at step %,.0f",
                        curve.name(),
                        curve.points().get(0).y(),
                        curve.points().get(0).x(),
                        curve.points().get(curve.points().size() - 1).y(),
                        curve.points().get(curve.points().size() - 1).x()))
                .collect(Collectors.joining("; "));
    }
}
