package org.dasllm.eval.analysis;

import org.dasllm.eval.statistics.NonInferiority;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.evaluation.Verdict.Outcome;
import org.jspecify.annotations.Nullable;

/** Applies the plan to the primary metric. */
final class Judge {
    private Judge() {}

    static Verdict verdict(EvaluationPlan plan, String planHash, MetricReport primary) {
        SystemScore student = primary.student();
        SystemScore teacher = primary.teacher();
        Interval interval = primary.paired() == null ? null : primary.paired().decision();
        NonInferiority decision = interval == null ? null : NonInferiority.decide(interval, plan.margin());
        Outcome outcome = decision == null
                ? Outcome.NOT_ESTIMABLE
                : decision == NonInferiority.SHOWN ? Outcome.NON_INFERIOR : Outcome.NOT_SHOWN;
        return new Verdict(
                outcome,
                reason(plan, student, teacher, interval, decision),
                plan.primary(),
                plan.margin(),
                plan.confidence(),
                student.n(),
                student.accuracy(),
                teacher.accuracy(),
                student.difference(),
                interval,
                planHash,
                plan.studentSha256());
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
        String margin = Numbers.points(-plan.margin());
        return measured
                + switch (decision) {
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
