package org.dasllm.eval.cost;

/**
 * A quantity that is known in a range only.
 *
 * @param low the least it can be
 * @param expected within the range
 * @param high the most it can be
 */
public record Estimate(double low, double expected, double high) {
    public static final Estimate NOTHING = exactly(0);

    public Estimate {
        if (!(low <= expected && expected <= high)) {
            throw new IllegalArgumentException("not a range: " + low + ", " + expected + ", " + high);
        }
    }

    public static Estimate exactly(double value) {
        return new Estimate(value, value, value);
    }

    /** From the least to the most; what is expected is the middle. */
    public static Estimate between(double low, double high) {
        return new Estimate(low, (low + high) / 2, high);
    }

    public Estimate plus(Estimate other) {
        return new Estimate(low + other.low, expected + other.expected, high + other.high);
    }

    /** The product of two quantities that are not negative. */
    public Estimate times(Estimate other) {
        return new Estimate(low * other.low, expected * other.expected, high * other.high);
    }

    public Estimate times(double factor) {
        return times(exactly(factor));
    }

    /** The quotient by a quantity above 0: it is least where the divisor is largest. */
    public Estimate dividedBy(Estimate divisor) {
        return new Estimate(low / divisor.high, expected / divisor.expected, high / divisor.low);
    }

    double of(Scenario scenario) {
        return switch (scenario) {
            case LOW -> low;
            case EXPECTED -> expected;
            case HIGH -> high;
        };
    }
}
