package org.dasllm.harvest.agreement;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Krippendorff's α for nominal data, of any number of raters, each of whom may have left out any unit. Units with one rating do not count.
 *
 * <p>α = 1 − (n − 1) · Σ_units (m² − Σ_c n_c²) / (m − 1) ÷ (n² − Σ_c N_c²), with m ratings of a unit, n ratings of all units, n_c ratings of a
 * unit with the value c, and N_c of all units (Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011).
 */
public final class NominalAlpha {
    private final Map<String, Long> values = new HashMap<>();
    private long units;
    private long ratings;
    private double disagreement;

    /**
     * The agreement of all raters.
     *
     * @param units rated twice and more often
     * @param ratings of those
     * @param alpha null where there is one value alone, so that there is nothing to agree on
     */
    public record Alpha(long units, long ratings, @Nullable Double alpha) {}

    /** Counts one unit with all its ratings. */
    public void add(List<String> unit) {
        int size = unit.size();
        if (size < 2) {
            return;
        }
        Map<String, Long> counts = new HashMap<>();
        unit.forEach(value -> counts.merge(value, 1L, Long::sum));
        long squares =
                counts.values().stream().mapToLong(count -> count * count).sum();
        counts.forEach((value, count) -> values.merge(value, count, Long::sum));
        units++;
        ratings += size;
        disagreement += (double) ((long) size * size - squares) / (size - 1);
    }

    public Alpha alpha() {
        double squares = values.values().stream()
                .mapToDouble(count -> (double) count * count)
                .sum();
        double expected = (double) ratings * ratings - squares;
        return new Alpha(units, ratings, expected == 0 ? null : 1 - (ratings - 1) * disagreement / expected);
    }
}
