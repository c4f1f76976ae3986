package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.eval.statistics.MeanOf;
import org.dasllm.eval.statistics.NonInferiority;
import org.dasllm.eval.statistics.Resampling;
import org.dasllm.eval.statistics.SeededEstimate;
import org.dasllm.eval.statistics.Tally;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationPlan;

/**
 * Evaluations of students that differ in their training's seed, taken together: the seeds are a sample of all there could be.
 *
 * @param primary the metric of all of them
 * @param margin of all of them
 * @param students their hashes, in order
 * @param n questions with a right answer
 * @param confidence of the two-sided interval: 1 − 2α, and 1 − 2α/k where Holm's procedure divides α among k claims
 * @param estimate the mean difference with what seeds and questions leave open
 * @param decision by the margin
 */
public record SeedStudy(
        String primary,
        double margin,
        List<String> students,
        int n,
        double confidence,
        SeededEstimate estimate,
        NonInferiority decision) {

    /**
     * Reads finished evaluations.
     *
     * @param folders one each seed, with plan.json, plan.sha256, predictions.jsonl and report.json
     * @throws DasllmException if they did not ask the same, are of one student, learnt from the questions, no longer are what was
     *     fixed beforehand, or cannot be taken together
     */
    public static SeedStudy of(List<Path> folders) {
        if (folders.size() < 2) {
            throw DasllmException.usage("One evaluation has one seed", "Name the folders of two or more");
        }
        List<FinishedEvaluation> seeds =
                folders.stream().map(FinishedEvaluation::read).toList();
        check(seeds);
        FinishedEvaluation first = seeds.get(0);
        EvaluationPlan plan = first.plan();
        List<String> groups = new ArrayList<>();
        List<Tally> teacher = new ArrayList<>();
        List<List<Tally>> students = new ArrayList<>();
        folders.forEach(folder -> students.add(new ArrayList<>()));
        for (Prediction question : first.answers().values()) {
            Boolean right = question.teacherCorrect().get(plan.primary());
            if (right == null) {
                continue;
            }
            groups.add(first.group(question));
            teacher.add(tally(right));
            for (int s = 0; s < folders.size(); s++) {
                students.get(s).add(tally(seeds.get(s).correct(question.id())));
            }
        }
        double confidence = 1 - 2 * plan.alpha() / first.claimsAtOnce();
        SeededEstimate estimate = SeededEstimate.of(
                        new MeanOf(), students, teacher, groups, Resampling.seededBy(plan.testSha256()), confidence)
                .orElseThrow(() -> DasllmException.input(
                        "The seeds cannot be taken together: there are fewer than two groups of questions",
                        "Evaluate on more questions"));
        return new SeedStudy(
                plan.primary(),
                plan.margin(),
                seeds.stream().map(seed -> seed.plan().studentSha256()).toList(),
                teacher.size(),
                confidence,
                estimate,
                NonInferiority.decide(estimate.decision(), plan.margin()));
    }

    private static Tally tally(boolean right) {
        return MeanOf.tally(right ? 1 : 0);
    }

    private static void check(List<FinishedEvaluation> seeds) {
        FinishedEvaluation first = seeds.get(0);
        Set<String> students = new HashSet<>();
        for (FinishedEvaluation seed : seeds) {
            if (!seed.asksAs(first)) {
                throw DasllmException.input(
                        seed.folder() + " did not ask what " + first.folder() + " asked",
                        "Take together only evaluations of the same questions, primary metric, margin, alpha, claims and"
                                + " clustering");
            }
            if (!students.add(seed.plan().studentSha256())) {
                throw DasllmException.input(
                        seed.folder() + " is of a student that is there already",
                        "Name each training's evaluation once");
            }
        }
    }
}
