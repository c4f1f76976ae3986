package org.dasllm.eval.curve;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.dasllm.format.evaluation.Interval;

/**
 * The power law nearest to measured shares of wrong answers, by generalised least squares: the squared distance is weighted by the inverse
 * of the points' covariance, since the same questions were asked at every point. Floor and scale are not negative.
 *
 * <p>For a given exponent the law is linear, so that only the exponent is searched: on a grid first, so that no start value decides, and
 * then by golden section.
 *
 * <p>Intervals are profile likelihoods: all values of a quantity for which some curve is nearly as near as the best one, which is where
 * the squared distance is larger by at most a threshold. Nothing is drawn at random.
 */
public final class PowerLawFit {
    /** Below it the curve cannot be told from a logarithm, above it from a step. */
    public static final double LEAST_EXPONENT = 0.02;

    public static final double LARGEST_EXPONENT = 4;

    private static final int GRID = 61;
    private static final int SECTIONS = 28;
    private static final int HALVINGS = 30;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final double[] EXPONENTS = new double[GRID];

    static {
        double low = StrictMath.log(LEAST_EXPONENT);
        double step = (StrictMath.log(LARGEST_EXPONENT) - low) / (GRID - 1);
        for (int i = 0; i < GRID; i++) {
            EXPONENTS[i] = StrictMath.exp(low + i * step);
        }
    }

    /** The powers of the points' ratios with each exponent of the grid. */
    private final double[][] grid = new double[GRID][];

    private final double[] ratios;
    private final double[] errors;
    private final double[] ones;
    private final QuadraticForm form;
    private final double reference;
    private final PowerLaw best;
    private final double distance;

    /**
     * @param labels how many at each point, ascending; at least three points
     * @param errors the share of wrong answers at each
     * @param covariance of these shares, positive definite
     */
    public PowerLawFit(double[] labels, double[] errors, double[][] covariance) {
        if (labels.length < 3 || labels.length != errors.length || labels.length != covariance.length) {
            throw new IllegalArgumentException("a curve of three parameters needs three points, not " + labels.length);
        }
        this.reference = labels[labels.length - 1];
        this.ratios = Arrays.stream(labels).map(n -> n / reference).toArray();
        this.errors = errors.clone();
        this.ones = new double[labels.length];
        Arrays.fill(ones, 1);
        this.form = QuadraticForm.inverseOf(covariance);
        for (int i = 0; i < GRID; i++) {
            grid[i] = powers(EXPONENTS[i]);
        }
        double exponent = leastAt((c, powers) -> linear(powers).distance());
        Linear linear = linear(powers(exponent));
        this.best = new PowerLaw(linear.floor(), linear.scale(), exponent, reference);
        this.distance = linear.distance();
    }

    /** The nearest curve; its reference is the largest number of labels. */
    public PowerLaw best() {
        return best;
    }

    /** Its weighted squared distance from the points: χ² with as many degrees of freedom as there are points beyond three. */
    public double distance() {
        return distance;
    }

    /**
     * The share of wrong answers to be expected after so many labels.
     *
     * @param threshold by how much the squared distance may be larger
     */
    public Interval errorAt(double labels, double threshold) {
        double ratio = labels / reference;
        return interval(best.at(labels), 0, 1, threshold, error -> leastThroughError(ratio, error));
    }

    /**
     * By how much the share of wrong answers is lower after so many labels than at the largest point.
     *
     * @param labels more than the largest point has
     * @param threshold as in {@link #errorAt}
     */
    public Interval gainAt(double labels, double threshold) {
        double ratio = labels / reference;
        return interval(best.gain(labels), 0, 1, threshold, gain -> leastWithGain(ratio, gain));
    }

    /** Whether the gain after so many labels can be as large as this: {@code gainAt(labels, threshold).upper() >= gain}, sooner. */
    public boolean gainCanBe(double gain, double labels, double threshold) {
        return best.gain(labels) >= gain || leastWithGain(labels / reference, gain) <= distance + threshold;
    }

    /** Whether the gain after so many labels is as large as this at least: {@code gainAt(labels, threshold).lower() >= gain}, sooner. */
    public boolean gainMustBe(double gain, double labels, double threshold) {
        return best.gain(labels) >= gain && leastWithGain(labels / reference, gain) > distance + threshold;
    }

    /** Whether a curve that does not fall at all is nearly as near as the best one. */
    public boolean flatIsPossible(double threshold) {
        double flat = Math.max(0, form.of(ones, errors) / form.of(ones, ones));
        return distanceOf(flat, 0, ones) <= distance + threshold;
    }

    private record Linear(double floor, double scale, double distance) {}

    /** The nearest curve with the exponent of these powers. */
    private Linear linear(double[] powers) {
        double oo = form.of(ones, ones);
        double op = form.of(ones, powers);
        double pp = form.of(powers, powers);
        double oe = form.of(ones, errors);
        double pe = form.of(powers, errors);
        double determinant = oo * pp - op * op;
        double floor = (oe * pp - pe * op) / determinant;
        double scale = (pe * oo - oe * op) / determinant;
        if (floor >= 0 && scale >= 0) {
            return new Linear(floor, scale, distanceOf(floor, scale, powers));
        }
        double alone = Math.max(0, pe / pp);
        double flat = Math.max(0, oe / oo);
        Linear withoutFloor = new Linear(0, alone, distanceOf(0, alone, powers));
        Linear withoutScale = new Linear(flat, 0, distanceOf(flat, 0, powers));
        return withoutFloor.distance() <= withoutScale.distance() ? withoutFloor : withoutScale;
    }

    /** The distance of the nearest curve with this exponent that goes through an error. */
    private double throughError(double exponent, double[] powers, double ratio, double error) {
        double there = StrictMath.pow(ratio, -exponent);
        double[] directions = new double[powers.length];
        double[] rest = new double[powers.length];
        for (int i = 0; i < powers.length; i++) {
            directions[i] = powers[i] - there;
            rest[i] = errors[i] - error;
        }
        double steepness = form.of(directions, directions);
        double scale = steepness == 0 ? 0 : form.of(directions, rest) / steepness;
        scale = Math.max(0, Math.min(error / there, scale));
        return distanceOf(error - scale * there, scale, powers);
    }

    /** The distance of the nearest curve with this exponent that has a gain. */
    private double withGain(double exponent, double[] powers, double ratio, double gain) {
        double scale = gain / (1 - StrictMath.pow(ratio, -exponent));
        double[] rest = new double[powers.length];
        for (int i = 0; i < powers.length; i++) {
            rest[i] = errors[i] - scale * powers[i];
        }
        double floor = Math.max(0, form.of(ones, rest) / form.of(ones, ones));
        return distanceOf(floor, scale, powers);
    }

    private double distanceOf(double floor, double scale, double[] powers) {
        double[] rest = new double[powers.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = errors[i] - floor - scale * powers[i];
        }
        return form.of(rest, rest);
    }

    private double[] powers(double exponent) {
        double[] powers = new double[ratios.length];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = StrictMath.pow(ratios[i], -exponent);
        }
        return powers;
    }

    private double leastThroughError(double ratio, double error) {
        DistanceOf distanceOf = (exponent, powers) -> throughError(exponent, powers, ratio, error);
        double exponent = leastAt(distanceOf);
        return distanceOf.at(exponent, powers(exponent));
    }

    private double leastWithGain(double ratio, double gain) {
        DistanceOf distanceOf = (exponent, powers) -> withGain(exponent, powers, ratio, gain);
        double exponent = leastAt(distanceOf);
        return distanceOf.at(exponent, powers(exponent));
    }

    /** A distance that depends on the exponent. */
    private interface DistanceOf {
        double at(double exponent, double[] powers);
    }

    /** The exponent at which a distance is least. */
    private double leastAt(DistanceOf distance) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < GRID; i++) {
            double here = distance.at(EXPONENTS[i], grid[i]);
            if (here < least) {
                least = here;
                nearest = i;
            }
        }
        double from = StrictMath.log(EXPONENTS[Math.max(0, nearest - 1)]);
        double to = StrictMath.log(EXPONENTS[Math.min(GRID - 1, nearest + 1)]);
        double first = to - GOLDEN * (to - from);
        double second = from + GOLDEN * (to - from);
        double atFirst = atLog(distance, first);
        double atSecond = atLog(distance, second);
        for (int i = 0; i < SECTIONS; i++) {
            if (atFirst <= atSecond) {
                to = second;
                second = first;
                atSecond = atFirst;
                first = to - GOLDEN * (to - from);
                atFirst = atLog(distance, first);
            } else {
                from = first;
                first = second;
                atFirst = atSecond;
                second = from + GOLDEN * (to - from);
                atSecond = atLog(distance, second);
            }
        }
        return StrictMath.exp((from + to) / 2);
    }

    private double atLog(DistanceOf distance, double logarithm) {
        double exponent = StrictMath.exp(logarithm);
        return distance.at(exponent, powers(exponent));
    }

    private Interval interval(
            double middle, double least, double most, double threshold, DoubleUnaryOperator distanceAt) {
        double allowed = distance + threshold;
        return new Interval(
                end(middle, least, allowed, distanceAt), Math.max(middle, end(middle, most, allowed, distanceAt)));
    }

    /** The farthest value towards {@code limit} whose distance is allowed. */
    private static double end(double middle, double limit, double allowed, DoubleUnaryOperator distanceAt) {
        if (distanceAt.applyAsDouble(limit) <= allowed) {
            return limit;
        }
        double inside = middle;
        double outside = limit;
        for (int i = 0; i < HALVINGS; i++) {
            double between = (inside + outside) / 2;
            if (distanceAt.applyAsDouble(between) <= allowed) {
                inside = between;
            } else {
                outside = between;
            }
        }
        return inside;
    }
}
