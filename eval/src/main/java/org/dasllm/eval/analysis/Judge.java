package org.dasllm.eval.analysis;

import java.util.List;
import org.dasllm.eval.statistics.NonInferiority;
import org.dasllm.eval.statistics.PairedEstimate;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.evaluation.Verdict.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Applies the plan to the primary metric.
 *
 * @param overlap what the student has learnt of the questions: with any of them nothing is shown
 * @param endpoints all claims where there are several, the primary one first; null where there is one
 */
record Judge(
        EvaluationPlan plan,
        String planHash,
        Overlap overlap,
        @Nullable List<EndpointReport> endpoints) {

    /** By a metric of right and wrong. */
    Verdict verdict(MetricReport primary) {
        SystemScore student = primary.student();
        SystemScore teacher = primary.teacher();
        Interval interval = primary.paired() == null ? null : primary.paired().decision();
        NonInferiority decision = decide(interval);
        return verdict(
                decision,
                reason(plan, student, teacher, interval, decision),
                student.n(),
                student.accuracy(),
                teacher.accuracy(),
                student.difference(),
                interval);
    }

    /** By a graded metric. */
    Verdict verdict(GradedReport primary) {
        PairedEstimate paired = primary.paired();
        Interval interval = paired == null ? null : paired.decision();
        NonInferiority decision = decide(interval);
        return verdict(
                decision,
                reason(primary, interval, decision),
                primary.n(),
                primary.student(),
                primary.teacher(),
                paired == null ? null : paired.difference(),
                interval);
    }

    private @Nullable NonInferiority decide(@Nullable Interval interval) {
        return interval == null ? null : NonInferiority.decide(interval, plan.margin());
    }

    private Verdict verdict(
            @Nullable NonInferiority decision,
            String reason,
            int n,
            @Nullable Double student,
            @Nullable Double teacher,
            @Nullable Double difference,
            @Nullable Interval interval) {
        boolean learnt = overlap.questions() > 0;
        List<EndpointReport> claims = endpoints == null ? List.of() : endpoints;
        boolean failed = !claims.isEmpty() && !claims.get(0).shown();
        Outcome outcome = decision == null
                ? Outcome.NOT_ESTIMABLE
                : decision == NonInferiority.SHOWN && !learnt && !failed ? Outcome.NON_INFERIOR : Outcome.NOT_SHOWN;
        String words = learnt
                ? reason + " But " + overlap.questions() + " of the test questions are in the training data, such as "
                        + String.join(", ", overlap.ids())
                        + ": nothing is shown on questions that were learnt. Take them out of the training or the test."
                : failed && decision == NonInferiority.SHOWN
                        ? reason + " But among " + claims.size()
                                + " claims together, with the error rate divided, it is not shown."
                        : reason;
        return new Verdict(
                outcome,
                words,
                plan.primary(),
                plan.margin(),
                plan.confidence(),
                n,
                student,
                teacher,
                difference,
                interval,
                planHash,
                plan.studentSha256());
    }

    private String reason(GradedReport primary, @Nullable Interval interval, @Nullable NonInferiority decision) {
        if (primary.student() == null || primary.teacher() == null) {
            return "The metric " + primary.name() + " has no value on these questions.";
        }
        String values = "On " + primary.n() + " held-out questions the student’s " + primary.name() + " is "
                + Numbers.hundredths(primary.student()) + " and the teacher’s " + Numbers.hundredths(primary.teacher())
                + " of 100. ";
        if (interval == null || decision == null) {
            return values + "How much the difference would vary with other questions cannot be told from these.";
        }
        return values + "The difference is " + Numbers.points(primary.student() - primary.teacher())
                + " points, its " + Numbers.confidence(plan.confidence()) + " interval runs from "
                + Numbers.pointsInterval(interval) + ". " + finding(plan, decision);
    }

    private static String reason(
            EvaluationPlan plan,
            SystemScore student,
            SystemScore teacher,
            @Nullable Interval interval,
            @Nullable NonInferiority decision) {
        if (student.accuracy() == null || teacher.accuracy() == null || student.difference() == null) {
            return "No right answers are known for the " + student.asked() + " questions, so nobody's accuracy can be"
                    + " told. Student and teacher agree on " + Numbers.percent(student.agreement())
                    + " of them; agreement is not accuracy, since both may be wrong together.";
        }
        String accuracies = "On " + student.n() + " held-out questions the student was right on "
                + Numbers.percent(student.accuracy()) + " and the teacher on " + Numbers.percent(teacher.accuracy())
                + ". ";
        if (interval == null || decision == null) {
            return accuracies + "All questions come from one group, so it cannot be told how much the difference of "
                    + Numbers.points(student.difference()) + " points would vary between groups.";
        }
        String measured = accuracies + "The difference is " + Numbers.points(student.difference())
                + " percentage points, its " + Numbers.confidence(plan.confidence()) + " interval runs from "
                + Numbers.pointsInterval(interval) + ". ";
        return measured + finding(plan, decision);
    }

    private static String finding(EvaluationPlan plan, NonInferiority decision) {
        String margin = Numbers.points(-plan.margin());
        return switch (decision) {
            case SHOWN -> "All of it lies above " + margin + ", the margin fixed beforehand.";
            case NOT_SHOWN ->
                "It reaches down to the margin of " + margin
                        + " fixed beforehand or below, so a loss of that size is not ruled out.";
            case INFERIOR ->
                "All of it lies at or below " + margin
                        + ", the margin fixed beforehand: the student is worse than was allowed.";
        };
    }
}
