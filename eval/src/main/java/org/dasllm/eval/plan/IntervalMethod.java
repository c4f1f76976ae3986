package org.dasllm.eval.plan;

import org.dasllm.format.evaluation.EvaluationPlan;

/** How the interval of the difference of two shares is computed, as plans say it. */
public final class IntervalMethod {
    static final String SINGLE = "Tango's score interval for paired proportions";

    static final String CLUSTERED =
            "the wider end of Tango's score interval, Tango's with the number of questions divided by the"
                    + " design effect, and the cluster-robust t interval";

    /** As plans said it that were fixed before the design effect was looked at. */
    static final String CLUSTERED_BEFORE = "the wider end of Tango's score interval and the cluster-robust t interval";

    private IntervalMethod() {}

    /** Whether Tango's interval with the design effect is one of those that decide; a plan that was fixed keeps its method. */
    public static boolean usesDesignEffect(EvaluationPlan plan) {
        return !plan.intervalMethod().equals(CLUSTERED_BEFORE);
    }
}
