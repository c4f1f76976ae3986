package org.dasllm.eval.statistics;

import org.dasllm.format.evaluation.Interval;

/** Intervals for the difference of two accuracies measured on the same questions, student − teacher. */
public final class PairedDifference {
    private static final int BISECTIONS = 100;

    private PairedDifference() {}

    /**
     * Tango's score interval (Tango 1998, Statistics in Medicine 17:891): all differences that a score test would not
     * reject. It keeps its level for small n and does not collapse when nobody disagrees.
     */
    public static Interval tango(PairedCounts counts, double confidence) {
        return tango(counts, 1, Quantiles.twoSidedNormal(confidence));
    }

    /**
     * The same for questions that come in clusters: each counts as 1 / {@code effect} of an independent one, as Rao and Scott did for
     * other tests (Rao, Scott 1992, Biometrics 48:577), and the quantile is Student's, since the clusters are what was sampled.
     *
     * @param effect the design effect, the clustered variance of the difference over that of independent questions
     */
    static Interval tango(PairedCounts counts, double effect, int clusters, double confidence) {
        return tango(counts, effect, Quantiles.twoSidedStudent(clusters - 1, confidence));
    }

    private static Interval tango(PairedCounts counts, double effect, double z) {
        // n questions of 1 / effect each: the statistic is smaller by √effect.
        double target = z * Math.sqrt(effect);
        double observed = counts.difference();
        return new Interval(
                boundary(counts, -1, observed, target, observed), boundary(counts, observed, 1, -target, observed));
    }

    /** Where the score statistic, which falls as the hypothesised difference grows, passes {@code target}. */
    private static double boundary(PairedCounts counts, double low, double high, double target, double observed) {
        if (low >= high) {
            return observed;
        }
        double left = low;
        double right = high;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (left + right) / 2;
            if (score(counts, middle) > target) {
                left = middle;
            } else {
                right = middle;
            }
        }
        return (left + right) / 2;
    }

    /** Tango's statistic for the hypothesis that the difference is {@code delta}. */
    static double score(PairedCounts counts, double delta) {
        double n = counts.n();
        double b = counts.studentOnly();
        double c = counts.teacherOnly();
        // The constrained maximum-likelihood estimate of P(teacher alone is right), a root of q² · A + q · B + C = 0.
        double quadratic = 2 * n;
        double linear = -b - c + (2 * n - b + c) * delta;
        double constant = -c * delta * (1 - delta);
        double root = Math.sqrt(Math.max(0, linear * linear - 4 * quadratic * constant));
        double q = (root - linear) / (2 * quadratic);
        double numerator = b - c - n * delta;
        double variance = n * (2 * q + delta * (1 - delta));
        return variance > 0 ? numerator / Math.sqrt(variance) : Math.copySign(Double.POSITIVE_INFINITY, numerator);
    }

    /**
     * Newcombe's hybrid score interval for paired proportions (Newcombe 1998, Statistics in Medicine 17:2635, method
     * 10, with its continuity term in a positive correlation).
     */
    public static Interval newcombe(PairedCounts counts, double confidence) {
        double n = counts.n();
        double a = counts.bothRight();
        double b = counts.studentOnly();
        double c = counts.teacherOnly();
        double d = counts.bothWrong();
        double student = (a + b) / n;
        double teacher = (a + c) / n;
        Interval ofStudent = WilsonInterval.of(counts.bothRight() + counts.studentOnly(), counts.n(), confidence);
        Interval ofTeacher = WilsonInterval.of(counts.bothRight() + counts.teacherOnly(), counts.n(), confidence);
        double margins = (a + b) * (c + d) * (a + c) * (b + d);
        double association = a * d - b * c;
        double shrunk = association > 0 ? Math.max(0, association - n / 2) : association;
        double correlation = margins == 0 ? 0 : shrunk / Math.sqrt(margins);
        double down = combine(student - ofStudent.lower(), ofTeacher.upper() - teacher, correlation);
        double up = combine(ofStudent.upper() - student, teacher - ofTeacher.lower(), correlation);
        return new Interval(counts.difference() - down, counts.difference() + up);
    }

    private static double combine(double first, double second, double correlation) {
        return Math.sqrt(Math.max(0, first * first - 2 * correlation * first * second + second * second));
    }

    /** The textbook interval, for comparison only: too narrow for small n, and of width 0 when nobody disagrees. */
    public static Interval wald(PairedCounts counts, double confidence) {
        double difference = counts.difference();
        double variance = ((double) counts.discordant() / counts.n() - difference * difference) / counts.n();
        double reach = Quantiles.twoSidedNormal(confidence) * Math.sqrt(Math.max(0, variance));
        return new Interval(difference - reach, difference + reach);
    }
}
