package org.dasllm.eval.statistics;

/**
 * What an evaluation of a planned size can show, by the normal approximation that {@link SampleSize} uses. Questions that come in
 * groups count less: their number is divided by the design effect 1 + (m − 1) ρ (Kish 1965), with m the mean size of a group a question
 * is in and ρ the correlation within a group.
 *
 * @param alpha one-sided
 * @param discordant the share of questions where exactly one of student and teacher is right
 */
public record Power(double alpha, double discordant) {
    private static final int BISECTIONS = 60;

    public Power {
        if (!(alpha > 0 && alpha < 0.5 && discordant > 0 && discordant <= 1)) {
            throw new IllegalArgumentException("alpha " + alpha + ", discordant " + discordant);
        }
    }

    /**
     * The probability to show non-inferiority.
     *
     * @param n questions, in effect
     * @param difference the true student − teacher
     */
    public double nonInferiority(double n, double difference, double margin) {
        return reached((margin + difference) / error(n, difference));
    }

    /**
     * The probability to find that a group is served worse, where it is.
     *
     * @param n the group's questions, in effect
     * @param loss the true teacher − student, above 0
     * @param groups that are compared: the error rate is divided among them
     */
    public double harm(double n, double loss, int groups) {
        return new Power(alpha / groups, Math.max(discordant, loss)).reached(loss / error(n, loss));
    }

    /** The least loss that is found with this power in a group. */
    public double detectableLoss(double n, int groups, double power) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (harm(n, middle, groups) < power) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** The smallest margin within which equality is shown with this power. */
    public double detectableMargin(double n, double power) {
        return (Quantiles.normal(1 - alpha) + Quantiles.normal(power)) * error(n, 0);
    }

    /** Questions that find a loss of this size in a group with this power. */
    public long questionsForHarm(double loss, int groups, double power) {
        double z = Quantiles.normal(1 - alpha / groups) + Quantiles.normal(power);
        double spread = Math.max(discordant, loss) - loss * loss;
        return (long) Math.ceil(z * z * spread / (loss * loss));
    }

    /** By how much questions in groups count less. */
    public static double designEffect(double meanSize, double correlation) {
        return 1 + (meanSize - 1) * correlation;
    }

    private double reached(double standardised) {
        return Quantiles.normalProbability(standardised - Quantiles.normal(1 - alpha));
    }

    private double error(double n, double difference) {
        double spread = Math.max(discordant, Math.abs(difference)) - difference * difference;
        return Math.sqrt(spread / n);
    }
}
