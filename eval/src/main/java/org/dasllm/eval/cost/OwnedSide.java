package org.dasllm.eval.cost;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an owned student costs in a month: people, and machines as many as the requests need.
 *
 * @param people money in a month, however many requests there are
 * @param machine money in a month for one machine, with its power
 * @param capacity requests in a month that one machine serves; null where it is not known, and then one machine is enough for any number
 * @param basis what capacity and machine are from, in words
 */
public record OwnedSide(
        Estimate people, Estimate machine, @Nullable Estimate capacity, List<String> basis) {

    public OwnedSide {
        basis = List.copyOf(basis);
        if (capacity != null && capacity.low() <= 0) {
            throw new IllegalArgumentException("a machine that serves nothing");
        }
    }

    /** Machines for so many requests a month; one at least. */
    long machines(double requests, Scenario scenario) {
        return Math.max(1, (long) Math.ceil(requests / capacity(scenario)));
    }

    /** Money in a month for so many requests. */
    double monthly(double requests, Scenario scenario) {
        return monthlyOf(machines(requests, scenario), scenario);
    }

    double monthlyOf(long machines, Scenario scenario) {
        return people.of(scenario) + machines * machine.of(scenario);
    }

    /** Costs are low where a machine serves many. */
    double capacity(Scenario scenario) {
        return capacity == null ? Double.POSITIVE_INFINITY : capacity.of(scenario.opposite());
    }

    /** A number of requests with the number of machines for it, or for a little more. */
    record Load(double requests, long machines) {}

    /**
     * Where costs per request and savings are largest and smallest within a range of requests: at its ends, and where the first and the last
     * machine are added.
     */
    List<Load> extremes(Estimate requests, Scenario scenario) {
        List<Load> loads = new ArrayList<>();
        loads.add(new Load(requests.low(), machines(requests.low(), scenario)));
        loads.add(new Load(requests.high(), machines(requests.high(), scenario)));
        double each = capacity(scenario);
        long first = machines(requests.low(), scenario);
        long last = machines(requests.high(), scenario) - 1;
        if (first <= last) {
            for (long full : List.of(first, last)) {
                loads.add(new Load(full * each, full));
                loads.add(new Load(full * each, full + 1));
            }
        }
        return loads;
    }
}
