package org.dasllm.cli.cost;

import java.util.List;
import java.util.Optional;
import org.dasllm.eval.cost.Estimate;
import org.dasllm.format.config.Faults;

/** Numbers that are written as {@code [value]} or {@code [low, high]}, and as an empty list where they are not known. */
final class Ranges {
    /** Beyond these a number is a slip of the keyboard, and its products would soon be no numbers at all. */
    private static final double LEAST = 1e-9;

    private static final double MOST = 1e15;

    private Ranges() {}

    static void check(Faults faults, String key, List<Double> range, boolean zero) {
        boolean one = range.size() == 1;
        boolean two = range.size() == 2 && range.get(0) <= range.get(1);
        boolean fits = range.stream().allMatch(value -> (zero && value == 0) || (value >= LEAST && value <= MOST));
        faults.unless(
                range.isEmpty() || ((one || two) && fits),
                key,
                "is [value] or [low, high], each " + (zero ? "at least" : "above") + " 0 and at most 1e15, not "
                        + range);
    }

    static Optional<Estimate> of(List<Double> range) {
        return range.isEmpty()
                ? Optional.empty()
                : Optional.of(Estimate.between(range.get(0), range.get(range.size() - 1)));
    }
}
