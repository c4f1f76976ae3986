package org.dasllm.eval.bias;

import java.util.List;
import java.util.function.Function;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * How far groups are apart in one system's decisions, by a measure of Fairlearn's and under its name.
 *
 * @param name as Fairlearn's function, such as {@code demographic_parity_difference}
 * @param value null where it is not estimable
 * @param interval from the groups' simultaneous intervals: every gap that they leave room for. Null where it is not estimable
 * @param why it is not estimable; null where it is
 */
public record GroupMeasure(
        String name,
        @Nullable Double value,
        @Nullable Interval interval,
        @Nullable String why) {

    /** The largest rate less the smallest. */
    static GroupMeasure difference(
            String name,
            List<GroupOutcome> groups,
            Function<GroupOutcome.Rates, Rate> which,
            Function<GroupOutcome, GroupOutcome.Rates> system) {
        Extremes extremes = Extremes.of(groups, which, system);
        return extremes.missing() != null
                ? new GroupMeasure(name, null, null, extremes.missing())
                : new GroupMeasure(
                        name,
                        extremes.largest() - extremes.smallest(),
                        new Interval(
                                Math.max(0, extremes.largestLower() - extremes.smallestUpper()),
                                extremes.largestUpper() - extremes.smallestLower()),
                        null);
    }

    /** The smallest rate divided by the largest. */
    static GroupMeasure ratio(
            String name,
            List<GroupOutcome> groups,
            Function<GroupOutcome.Rates, Rate> which,
            Function<GroupOutcome, GroupOutcome.Rates> system) {
        Extremes extremes = Extremes.of(groups, which, system);
        if (extremes.missing() != null) {
            return new GroupMeasure(name, null, null, extremes.missing());
        }
        if (extremes.largest() == 0) {
            return new GroupMeasure(name, null, null, "all rates are 0");
        }
        double upper =
                extremes.largestLower() == 0 ? 1 : Math.min(1, extremes.smallestUpper() / extremes.largestLower());
        return new GroupMeasure(
                name,
                extremes.smallest() / extremes.largest(),
                new Interval(extremes.smallestLower() / extremes.largestUpper(), upper),
                null);
    }

    /** The larger of two differences, as for {@code equalized_odds_difference}. */
    static GroupMeasure larger(String name, GroupMeasure first, GroupMeasure second) {
        return both(name, first, second, true);
    }

    /** The smaller of two ratios, as for {@code equalized_odds_ratio}. */
    static GroupMeasure smaller(String name, GroupMeasure first, GroupMeasure second) {
        return both(name, first, second, false);
    }

    private static GroupMeasure both(String name, GroupMeasure first, GroupMeasure second, boolean larger) {
        if (first.value == null || first.interval == null || second.value == null || second.interval == null) {
            return new GroupMeasure(name, null, null, first.why == null ? second.why : first.why);
        }
        return larger
                ? new GroupMeasure(
                        name,
                        Math.max(first.value, second.value),
                        new Interval(
                                Math.max(first.interval.lower(), second.interval.lower()),
                                Math.max(first.interval.upper(), second.interval.upper())),
                        null)
                : new GroupMeasure(
                        name,
                        Math.min(first.value, second.value),
                        new Interval(
                                Math.min(first.interval.lower(), second.interval.lower()),
                                Math.min(first.interval.upper(), second.interval.upper())),
                        null);
    }
}
