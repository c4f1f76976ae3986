package org.dasllm.eval.cost;

import org.jspecify.annotations.Nullable;

/**
 * The number of requests a month from which on owning never costs more than renting.
 *
 * @param least with the teacher at its dearest and the owned side at its cheapest; null where there is none
 * @param expected with both as expected; null likewise
 * @param most with the teacher at its cheapest and the owned side at its dearest; null likewise
 */
public record BreakEven(
        @Nullable Double least,
        @Nullable Double expected,
        @Nullable Double most) {

    static BreakEven of(Estimate perRequest, OwnedSide owned) {
        return new BreakEven(
                at(perRequest, owned, Scenario.LOW),
                at(perRequest, owned, Scenario.EXPECTED),
                at(perRequest, owned, Scenario.HIGH));
    }

    /**
     * With {@code m} machines full, one request more takes another machine. Owning is dearer there as long as
     * {@code people + (m + 1) · machine > price · m · capacity}. After the last {@code m} for which that holds both are equal at
     * {@code (people + (m + 1) · machine) / price} requests, and owning is never dearer again.
     *
     * @param scenario of the owned side; the teacher is at the opposite end
     */
    private static @Nullable Double at(Estimate perRequest, OwnedSide owned, Scenario scenario) {
        double price = perRequest.of(scenario.opposite());
        if (price <= 0) {
            return null;
        }
        double capacity = owned.capacity(scenario);
        double oneMachine = owned.monthlyOf(1, scenario);
        if (Double.isInfinite(capacity)) {
            return oneMachine / price;
        }
        double machine = owned.machine().of(scenario);
        double saved = price * capacity - machine;
        if (saved <= 0) {
            return null;
        }
        long last = (long) Math.ceil(oneMachine / saved) - 1;
        return owned.monthlyOf(Math.max(0, last) + 1, scenario) / price;
    }
}
