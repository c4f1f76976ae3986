package org.dasllm.fake;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dasllm.fake.exchange.Fault;

/**
 * Which requests go wrong and how: decided by a seed, the request and how often it was sent, and so the same in whatever order requests
 * come.
 */
public interface FaultSchedule {
    /** Everything goes well. */
    FaultSchedule NONE = (request, time) -> Fault.NONE;

    /**
     * @param request stands for the request's content
     * @param time how often it was sent, from 1
     */
    Fault of(long request, int time);

    /**
     * Faults by chance.
     *
     * @param shares how many of all requests have which fault, 0 to 1 each and at most 1 together
     */
    static FaultSchedule seeded(long seed, Map<Fault, Double> shares) {
        Map<Fault, Double> ordered = new EnumMap<>(shares);
        return (request, time) -> {
            double drawn = new SplittableRandom(seed ^ (request * 31 + time)).nextDouble();
            for (Map.Entry<Fault, Double> each : ordered.entrySet()) {
                drawn -= each.getValue();
                if (drawn < 0) {
                    return each.getKey();
                }
            }
            return Fault.NONE;
        };
    }

    /** These at the first times that a request is sent, and none after. */
    static FaultSchedule first(Fault... faults) {
        List<Fault> listed = List.of(faults);
        return (request, time) -> time <= listed.size() ? listed.get(time - 1) : Fault.NONE;
    }
}
