package org.dasllm.harvest.agreement;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often two raters gave which two labels to the same thing, and Cohen's kappa of it.
 *
 * <p>κ = (p_o − p_e) / (1 − p_e) with p_o = Σ_i p_ii and p_e = Σ_i p_i· p_·i. Its standard error is the asymptotic one of Fleiss, Cohen and
 * Everitt ("Large sample standard errors of kappa and weighted kappa", Psychological Bulletin 72, 1969): n (1 − p_e)² σ² = Σ_i p_ii (1 − (p_i· +
 * p_·i)(1 − κ))² + (1 − κ)² Σ_{i≠j} p_ij (p_·i + p_j·)² − (κ − p_e (1 − κ))².
 */
public final class PairTable {
    /** The 0.975 quantile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    private final Map<String, Map<String, Long>> cells = new HashMap<>();
    private final Map<String, Long> ofFirst = new HashMap<>();
    private final Map<String, Long> ofSecond = new HashMap<>();
    private long count;
    private long agreeing;

    /**
     * Two raters' agreement.
     *
     * @param prompts how many both of them rated
     * @param agree the share of those, 0 to 1, that they rated the same
     * @param kappa Cohen's; null where chance alone would have them agree on all, so that it has no value
     * @param low the lower end of its asymptotic 95 % interval; null likewise
     * @param high the upper end; null likewise
     */
    public record Kappa(
            long prompts,
            double agree,
            @Nullable Double kappa,
            @Nullable Double low,
            @Nullable Double high) {}

    /** Counts one thing that both rated. */
    public void add(String first, String second) {
        cells.computeIfAbsent(first, key -> new HashMap<>()).merge(second, 1L, Long::sum);
        ofFirst.merge(first, 1L, Long::sum);
        ofSecond.merge(second, 1L, Long::sum);
        count++;
        agreeing += first.equals(second) ? 1 : 0;
    }

    /** The agreement; where nothing was rated by both, the share is 0 and there is no kappa. */
    public Kappa kappa() {
        if (count == 0) {
            return new Kappa(0, 0, null, null, null);
        }
        double n = count;
        double observed = agreeing / n;
        double expected = 0;
        for (Map.Entry<String, Long> each : ofFirst.entrySet()) {
            expected += each.getValue() / n * (of(ofSecond, each.getKey()) / n);
        }
        if (1 - expected < 1e-12) {
            return new Kappa(count, observed, null, null, null);
        }
        double kappa = (observed - expected) / (1 - expected);
        double onDiagonal = 0;
        double besides = 0;
        for (Map.Entry<String, Map<String, Long>> row : cells.entrySet()) {
            String first = row.getKey();
            for (Map.Entry<String, Long> cell : row.getValue().entrySet()) {
                double share = cell.getValue() / n;
                String second = cell.getKey();
                if (first.equals(second)) {
                    double margins = (of(ofFirst, first) + of(ofSecond, first)) / n;
                    double term = 1 - margins * (1 - kappa);
                    onDiagonal += share * term * term;
                } else {
                    double margins = (of(ofSecond, first) + of(ofFirst, second)) / n;
                    besides += share * margins * margins;
                }
            }
        }
        double chance = kappa - expected * (1 - kappa);
        double variance = (onDiagonal + (1 - kappa) * (1 - kappa) * besides - chance * chance)
                / ((1 - expected) * (1 - expected))
                / n;
        double half = Z * Math.sqrt(Math.max(0, variance));
        return new Kappa(count, observed, kappa, kappa - half, kappa + half);
    }

    private static long of(Map<String, Long> counts, String label) {
        return counts.getOrDefault(label, 0L);
    }
}
