package org.dasllm.eval.statistics;

/** How many questions a finding needs. */
public final class SampleSize {
    private SampleSize() {}

    /**
     * Pairs needed to show non-inferiority: (z₁₋α + z_power)² (discordant − difference²) / (margin + difference)².
     *
     * @param alpha one-sided
     * @param discordant the share of questions where exactly one of the two is right
     * @param difference the true student − teacher, above −margin
     */
    public static long nonInferiority(double alpha, double power, double discordant, double difference, double margin) {
        double room = margin + difference;
        if (room <= 0) {
            throw new IllegalArgumentException(
                    "no number of questions can show it: the difference is not above −margin");
        }
        double z = Quantiles.normal(1 - alpha) + Quantiles.normal(power);
        return (long) Math.ceil(z * z * (discordant - difference * difference) / (room * room));
    }

    /** Questions without a single failure that show, at this confidence, a failure rate below {@code rate}. */
    public static long withoutFailure(double rate, double confidence) {
        return (long) Math.ceil(Math.log1p(-confidence) / Math.log1p(-rate));
    }
}
