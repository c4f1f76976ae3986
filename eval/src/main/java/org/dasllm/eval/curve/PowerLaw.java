package org.dasllm.eval.curve;

/**
 * A learning curve: the share of wrong answers after {@code n} labels is {@code floor + scale · (n / reference)^−exponent}.
 *
 * @param floor the share that no number of labels takes away, from 0
 * @param scale what labels can still take away at {@code reference} of them, from 0
 * @param exponent how fast it falls, above 0
 * @param reference a number of labels, above 0
 */
public record PowerLaw(double floor, double scale, double exponent, double reference) {

    /** The expected share of wrong answers after so many labels. */
    public double at(double labels) {
        return floor + scale * ratio(labels);
    }

    /** By how much the share is lower after so many labels than at the reference. */
    public double gain(double labels) {
        return scale * (1 - ratio(labels));
    }

    private double ratio(double labels) {
        return StrictMath.pow(labels / reference, -exponent);
    }
}
