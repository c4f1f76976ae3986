package org.dasllm.eval.bias;

import java.util.List;
import java.util.function.Function;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The smallest and the largest rate of several groups, and between what they can be.
 *
 * @param missing why there are none; null where there are
 */
record Extremes(
        double smallest,
        double largest,
        double smallestLower,
        double smallestUpper,
        double largestLower,
        double largestUpper,
        @Nullable String missing) {

    static Extremes of(
            List<GroupOutcome> groups,
            Function<GroupOutcome.Rates, Rate> which,
            Function<GroupOutcome, GroupOutcome.Rates> system) {
        if (groups.size() < 2) {
            return missing("there are fewer than two groups");
        }
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        double smallestLower = Double.POSITIVE_INFINITY;
        double smallestUpper = Double.POSITIVE_INFINITY;
        double largestLower = Double.NEGATIVE_INFINITY;
        double largestUpper = Double.NEGATIVE_INFINITY;
        for (GroupOutcome group : groups) {
            Rate rate = which.apply(system.apply(group));
            Double value = rate.value();
            Interval interval = rate.interval();
            if (value == null || interval == null) {
                return missing("the group “" + group.value() + "” has no question that the rate is of");
            }
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
            smallestLower = Math.min(smallestLower, interval.lower());
            smallestUpper = Math.min(smallestUpper, interval.upper());
            largestLower = Math.max(largestLower, interval.lower());
            largestUpper = Math.max(largestUpper, interval.upper());
        }
        return new Extremes(smallest, largest, smallestLower, smallestUpper, largestLower, largestUpper, null);
    }

    private static Extremes missing(String why) {
        return new Extremes(0, 0, 0, 0, 0, 0, why);
    }
}
