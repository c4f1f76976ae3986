package org.dasllm.eval.cost;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.eval.cost.OwnedSide.Load;
import org.jspecify.annotations.Nullable;

/**
 * The teacher beside the owned student, in money; a part of report.json. Every range goes from all inputs at their cheapest to all at their
 * dearest, each side for itself; a difference of both goes from the one end of one to the other end of the other.
 *
 * @param inputs what it is made of
 * @param teacherPerThousand requests; null where it cannot be computed, like all that follow
 * @param ownedPerThousand requests, within the range of requests a month
 * @param teacherPerMonth for the range of requests
 * @param ownedPerMonth for the range of requests
 * @param savingPerMonth by owning; below 0 where it costs more
 * @param breakEven in requests a month
 * @param onceTotal what is paid once
 * @param payback in how many months the saving has paid what is paid once
 * @param againTotal what the teacher's end would cost
 */
public record CostComparison(
        CostInputs inputs,
        @Nullable Estimate teacherPerThousand,
        @Nullable Estimate ownedPerThousand,
        @Nullable Estimate teacherPerMonth,
        @Nullable Estimate ownedPerMonth,
        @Nullable Estimate savingPerMonth,
        @Nullable BreakEven breakEven,
        @Nullable Estimate onceTotal,
        @Nullable Payback payback,
        @Nullable Estimate againTotal) {
    private static final double THOUSAND = 1000;

    /**
     * Months until the saving has paid what is paid once.
     *
     * @param least with the largest saving; null where there is none even then
     * @param expected null where there is no saving
     * @param most with the smallest saving; null likewise
     */
    public record Payback(
            @Nullable Double least,
            @Nullable Double expected,
            @Nullable Double most) {}

    /** All that can be computed. */
    public static CostComparison of(CostInputs inputs) {
        TeacherSide teacher = inputs.teacher();
        Estimate perRequest = teacher == null ? null : teacher.perRequest();
        OwnedSide owned = inputs.owned();
        Estimate requests = inputs.requests();
        Estimate once = total(inputs.once());
        Estimate saving =
                perRequest == null || owned == null || requests == null ? null : saving(perRequest, owned, requests);
        return new CostComparison(
                inputs,
                perRequest == null ? null : perRequest.times(THOUSAND),
                owned == null || requests == null ? null : perThousand(owned, requests),
                perRequest == null || requests == null ? null : perRequest.times(requests),
                owned == null || requests == null ? null : perMonth(owned, requests),
                saving,
                perRequest == null || owned == null ? null : BreakEven.of(perRequest, owned),
                once,
                saving == null || once == null ? null : payback(once, saving),
                total(inputs.again()));
    }

    /** What the teacher costs in a month with so many requests; null where that is not known. */
    public @Nullable Estimate teacherAt(double requests) {
        TeacherSide teacher = inputs.teacher();
        Estimate each = teacher == null ? null : teacher.perRequest();
        return each == null ? null : each.times(requests);
    }

    /** What the owned side costs in a month with so many requests; null where that is not known. */
    public @Nullable Estimate ownedAt(double requests) {
        OwnedSide owned = inputs.owned();
        return owned == null
                ? null
                : new Estimate(
                        owned.monthly(requests, Scenario.LOW),
                        owned.monthly(requests, Scenario.EXPECTED),
                        owned.monthly(requests, Scenario.HIGH));
    }

    private static @Nullable Estimate total(List<CostInputs.Item> items) {
        return items.stream().map(CostInputs.Item::money).reduce(Estimate::plus).orElse(null);
    }

    private static Estimate perMonth(OwnedSide owned, Estimate requests) {
        return new Estimate(
                owned.monthly(requests.low(), Scenario.LOW),
                owned.monthly(requests.expected(), Scenario.EXPECTED),
                owned.monthly(requests.high(), Scenario.HIGH));
    }

    private static Estimate perThousand(OwnedSide owned, Estimate requests) {
        double low = Double.POSITIVE_INFINITY;
        for (Load load : owned.extremes(requests, Scenario.LOW)) {
            low = Math.min(low, THOUSAND * owned.monthlyOf(load.machines(), Scenario.LOW) / load.requests());
        }
        double high = 0;
        for (Load load : owned.extremes(requests, Scenario.HIGH)) {
            high = Math.max(high, THOUSAND * owned.monthlyOf(load.machines(), Scenario.HIGH) / load.requests());
        }
        double expected = THOUSAND * owned.monthly(requests.expected(), Scenario.EXPECTED) / requests.expected();
        return new Estimate(Math.min(low, expected), expected, Math.max(high, expected));
    }

    private static Estimate saving(Estimate perRequest, OwnedSide owned, Estimate requests) {
        double expected =
                perRequest.expected() * requests.expected() - owned.monthly(requests.expected(), Scenario.EXPECTED);
        List<Double> most = savings(perRequest.high(), owned, requests, Scenario.LOW);
        List<Double> least = savings(perRequest.low(), owned, requests, Scenario.HIGH);
        return new Estimate(
                Math.min(
                        expected,
                        least.stream().mapToDouble(Double::doubleValue).min().orElse(expected)),
                expected,
                Math.max(
                        expected,
                        most.stream().mapToDouble(Double::doubleValue).max().orElse(expected)));
    }

    private static List<Double> savings(double price, OwnedSide owned, Estimate requests, Scenario scenario) {
        List<Double> savings = new ArrayList<>();
        for (Load load : owned.extremes(requests, scenario)) {
            savings.add(price * load.requests() - owned.monthlyOf(load.machines(), scenario));
        }
        return savings;
    }

    private static Payback payback(Estimate once, Estimate saving) {
        return new Payback(
                months(once.low(), saving.high()),
                months(once.expected(), saving.expected()),
                months(once.high(), saving.low()));
    }

    private static @Nullable Double months(double once, double saving) {
        return saving <= 0 ? null : once / saving;
    }
}
