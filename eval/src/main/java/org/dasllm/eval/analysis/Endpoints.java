package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.eval.plan.Endpoint;
import org.dasllm.eval.plan.Procedure;
import org.dasllm.eval.statistics.NonInferiority;
import org.dasllm.format.evaluation.Interval;

/**
 * Several claims that keep one error rate together: with a probability of at most α any of them is shown that is not true. A fixed
 * sequence stops at the first claim that is not shown (Maurer, Hothorn, Lehmacher 1995); Holm's steps look at all open claims with
 * α divided by their number and take those shown out, until none is shown (Holm 1979).
 */
final class Endpoints {
    /** How an interval is had. */
    @FunctionalInterface
    interface Intervals {
        /** Of the difference on a metric at a two-sided confidence; empty where it cannot be estimated. */
        Optional<Interval> of(String metric, double confidence);
    }

    private Endpoints() {}

    /** In the order of the claims. */
    static List<EndpointReport> of(List<Endpoint> claims, Procedure procedure, double alpha, Intervals intervals) {
        return procedure == Procedure.HOLM ? holm(claims, alpha, intervals) : sequence(claims, alpha, intervals);
    }

    private static List<EndpointReport> sequence(List<Endpoint> claims, double alpha, Intervals intervals) {
        List<EndpointReport> reports = new ArrayList<>();
        boolean open = true;
        for (Endpoint claim : claims) {
            EndpointReport report = open
                    ? look(claim, alpha, intervals)
                    : new EndpointReport(claim.metric(), claim.margin(), null, null, false);
            open = report.shown();
            reports.add(report);
        }
        return reports;
    }

    private static List<EndpointReport> holm(List<Endpoint> claims, double alpha, Intervals intervals) {
        EndpointReport[] reports = new EndpointReport[claims.size()];
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            open.add(i);
        }
        boolean shown = true;
        while (shown && !open.isEmpty()) {
            double level = alpha / open.size();
            for (int i : open) {
                reports[i] = look(claims.get(i), level, intervals);
            }
            shown = open.removeIf(i -> reports[i].shown());
        }
        return List.of(reports);
    }

    private static EndpointReport look(Endpoint claim, double alpha, Intervals intervals) {
        Optional<Interval> interval = intervals.of(claim.metric(), 1 - 2 * alpha);
        boolean shown = interval.filter(each -> NonInferiority.decide(each, claim.margin()) == NonInferiority.SHOWN)
                .isPresent();
        return new EndpointReport(claim.metric(), claim.margin(), alpha, interval.orElse(null), shown);
    }
}
