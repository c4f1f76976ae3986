package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.dasllm.eval.statistics.PairedEstimate;
import org.dasllm.format.evaluation.EvaluationPlan;

/** The primary metric, broken down by the samples' attributes. */
final class SliceAnalysis {
    private static final String NONE = "(none)";

    private SliceAnalysis() {}

    /** By attribute as the plan lists them, the values in order. */
    static List<SliceReport> of(EvaluationPlan plan, Questions questions, TaskAnalysis task) {
        List<SliceReport> reports = new ArrayList<>();
        for (String attribute : plan.slices()) {
            TreeMap<String, List<Integer>> values = new TreeMap<>();
            for (int i = 0; i < questions.samples().size(); i++) {
                String value = questions.samples().get(i).attributes().getOrDefault(attribute, NONE);
                values.computeIfAbsent(value, v -> new ArrayList<>()).add(i);
            }
            values.forEach((value, indices) -> {
                Questions slice = questions.only(indices);
                reports.add(task.primary(indices)
                        .map(graded -> withDegrees(plan, attribute, value, slice, graded))
                        .orElseGet(() -> slice(plan, attribute, value, slice)));
            });
        }
        return reports;
    }

    private static SliceReport slice(EvaluationPlan plan, String attribute, String value, Questions slice) {
        boolean[] student = slice.right(slice.student());
        boolean[] teacher = slice.right(slice.teacher());
        int n = student.length;
        int asked = slice.samples().size();
        int ofStudent = MetricAnalysis.count(student);
        int ofTeacher = MetricAnalysis.count(teacher);
        return new SliceReport(
                attribute,
                value,
                asked,
                n,
                n < plan.minimumSliceSize(),
                n == 0 ? null : (double) ofStudent / n,
                n == 0 ? null : (double) ofTeacher / n,
                n == 0 ? null : (double) (ofStudent - ofTeacher) / n,
                DecisionInterval.of(plan, student, teacher, slice.groups()).orElse(null),
                (double) slice.agreed(slice.student()) / asked);
    }

    private static SliceReport withDegrees(
            EvaluationPlan plan, String attribute, String value, Questions slice, GradedReport graded) {
        PairedEstimate paired = graded.paired();
        Double student = graded.student();
        Double teacher = graded.teacher();
        int asked = slice.samples().size();
        return new SliceReport(
                attribute,
                value,
                asked,
                graded.n(),
                graded.n() < plan.minimumSliceSize(),
                student,
                teacher,
                student == null || teacher == null ? null : Double.valueOf(student - teacher),
                paired == null ? null : paired.decision(),
                (double) slice.agreed(slice.student()) / asked);
    }
}
