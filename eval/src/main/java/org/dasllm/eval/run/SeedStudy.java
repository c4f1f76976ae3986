package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.plan.PlanFolder;
import org.dasllm.eval.statistics.MeanOf;
import org.dasllm.eval.statistics.NonInferiority;
import org.dasllm.eval.statistics.Resampling;
import org.dasllm.eval.statistics.SeededEstimate;
import org.dasllm.eval.statistics.Tally;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.io.JsonLines;

/**
 * Evaluations of students that differ in their training's seed, taken together: the seeds are a sample of all there could be.
 *
 * @param primary the metric of all of them
 * @param margin of all of them
 * @param students their hashes, in order
 * @param n questions with a right answer
 * @param estimate the mean difference with what seeds and questions leave open
 * @param decision by the margin
 */
public record SeedStudy(
        String primary, double margin, List<String> students, int n, SeededEstimate estimate, NonInferiority decision) {

    /**
     * Reads finished evaluations.
     *
     * @param folders one each seed, with plan.json, predictions.jsonl and report.json
     * @throws DasllmException if they did not ask the same, are of one student, or cannot be taken together
     */
    public static SeedStudy of(List<Path> folders) {
        List<EvaluationPlan> plans = new ArrayList<>();
        List<Map<String, Prediction>> answers = new ArrayList<>();
        for (Path folder : folders) {
            plans.add(EvaluationReport.read(folder.resolve(PlanFolder.REPORT_JSON))
                    .plan());
            Map<String, Prediction> byId = new LinkedHashMap<>();
            JsonLines.read(folder.resolve(PlanFolder.PREDICTIONS), Prediction.class, p -> byId.put(p.id(), p));
            answers.add(byId);
        }
        check(folders, plans);
        EvaluationPlan plan = plans.get(0);
        List<String> groups = new ArrayList<>();
        List<Tally> teacher = new ArrayList<>();
        List<List<Tally>> students = new ArrayList<>();
        folders.forEach(folder -> students.add(new ArrayList<>()));
        for (Prediction question : answers.get(0).values()) {
            Boolean right = question.teacherCorrect().get(plan.primary());
            if (right == null) {
                continue;
            }
            String group = question.group();
            groups.add(plan.groupClustered() && group != null ? group : question.id());
            teacher.add(tally(right));
            for (int s = 0; s < folders.size(); s++) {
                Prediction same = answers.get(s).get(question.id());
                Boolean answered = same == null ? null : same.studentCorrect().get(plan.primary());
                if (answered == null) {
                    throw DasllmException.input(
                            folders.get(s) + " has no judged answer to the question '" + question.id() + "'",
                            "Finish that evaluation first");
                }
                students.get(s).add(tally(answered));
            }
        }
        SeededEstimate estimate = SeededEstimate.of(
                        new MeanOf(),
                        students,
                        teacher,
                        groups,
                        Resampling.seededBy(plan.testSha256()),
                        plan.confidence())
                .orElseThrow(() -> DasllmException.input(
                        "The seeds cannot be taken together: there are fewer than two groups of questions",
                        "Evaluate on more questions"));
        return new SeedStudy(
                plan.primary(),
                plan.margin(),
                plans.stream().map(EvaluationPlan::studentSha256).toList(),
                teacher.size(),
                estimate,
                NonInferiority.decide(estimate.decision(), plan.margin()));
    }

    private static Tally tally(boolean right) {
        return MeanOf.tally(right ? 1 : 0);
    }

    private static void check(List<Path> folders, List<EvaluationPlan> plans) {
        if (folders.size() < 2) {
            throw DasllmException.usage("One evaluation has one seed", "Name the folders of two or more");
        }
        EvaluationPlan first = plans.get(0);
        Set<String> students = new HashSet<>();
        for (int i = 0; i < plans.size(); i++) {
            EvaluationPlan plan = plans.get(i);
            if (!plan.testSha256().equals(first.testSha256())
                    || !plan.primary().equals(first.primary())
                    || plan.margin() != first.margin()
                    || plan.alpha() != first.alpha()) {
                throw DasllmException.input(
                        folders.get(i) + " did not ask what " + folders.get(0) + " asked",
                        "Take together only evaluations of the same questions, primary metric, margin and alpha");
            }
            if (!students.add(plan.studentSha256())) {
                throw DasllmException.input(
                        folders.get(i) + " is of a student that is there already",
                        "Name each training's evaluation once");
            }
        }
    }
}
