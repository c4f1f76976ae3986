package org.dasllm.format.evaluation;

/** A confidence interval, both ends included. */
public record Interval(double lower, double upper) {
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("not an interval: " + lower + " to " + upper);
        }
    }

    /** The smallest interval that holds both: never narrower than either. */
    public Interval hull(Interval other) {
        return new Interval(Math.min(lower, other.lower), Math.max(upper, other.upper));
    }
}
