package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Overlap;
import org.dasllm.eval.plan.PlanFolder;
import org.dasllm.eval.plan.Procedure;
import org.dasllm.format.config.Keys;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.io.JsonLines;

/**
 * An evaluation as it was left, found to be what was fixed beforehand.
 *
 * @param answers by the question's id, in the order of the file
 */
record FinishedEvaluation(Path folder, EvaluationReport report, Map<String, Prediction> answers) {

    /** @throws DasllmException if plan, answers and report do not belong together, or the student has learnt any of the questions */
    static FinishedEvaluation read(Path folder) {
        EvaluationReport report = EvaluationReport.read(folder.resolve(PlanFolder.REPORT_JSON));
        String planHash = new PlanFolder(folder).check();
        Path predictions = folder.resolve(PlanFolder.PREDICTIONS);
        Map<String, Prediction> byId = new LinkedHashMap<>();
        JsonLines.read(predictions, Prediction.class, answer -> {
            if (!answer.plan().equals(planHash)) {
                throw DasllmException.input(
                        predictions + ": the question '" + answer.id() + "' was asked under another plan than "
                                + PlanFolder.PLAN + " beside it",
                        "Restore the evaluation's files as they were written");
            }
            byId.put(answer.id(), answer);
        });
        if (!report.planSha256().equals(planHash)) {
            throw DasllmException.input(
                    folder.resolve(PlanFolder.REPORT_JSON) + " was made under another plan than " + PlanFolder.PLAN
                            + " beside it",
                    "Restore the evaluation's files as they were written, or evaluate again");
        }
        Overlap overlap = report.overlap();
        if (overlap != null && overlap.questions() > 0) {
            throw DasllmException.input(
                    folder + ": " + overlap.questions() + " of the test questions are in the training data, such as "
                            + String.join(", ", overlap.ids()),
                    "Take them out of the training or the test: nothing is shown on questions that were learnt");
        }
        return new FinishedEvaluation(folder, report, byId);
    }

    EvaluationPlan plan() {
        return report.plan();
    }

    /** Among how many claims α is divided from the first: Holm's procedure begins with all of them, a fixed sequence with one. */
    int claimsAtOnce() {
        Map<String, String> settings = plan().settings();
        boolean holm = settings != null && Keys.of(Procedure.HOLM).equals(settings.get("procedure"));
        return holm && report.endpoints() != null ? report.endpoints().size() : 1;
    }

    /** Whether the same was asked, and is decided by the same rule. */
    boolean asksAs(FinishedEvaluation other) {
        EvaluationPlan plan = plan();
        EvaluationPlan same = other.plan();
        return plan.testSha256().equals(same.testSha256())
                && plan.primary().equals(same.primary())
                && plan.margin() == same.margin()
                && plan.alpha() == same.alpha()
                && plan.groupClustered() == same.groupClustered()
                && claimsAtOnce() == other.claimsAtOnce();
    }

    /** What the question depends on others by; its own id where the plan takes questions as independent. */
    String group(Prediction question) {
        if (!plan().groupClustered()) {
            return question.id();
        }
        String group = question.group();
        if (group == null) {
            throw DasllmException.input(
                    folder + ": the plan takes questions of one group together, and the question '" + question.id()
                            + "' has no group",
                    "Evaluate again into a new folder: files of version 0.1.0 have no groups");
        }
        return group;
    }

    /** Whether the student was right by the primary metric. */
    boolean correct(String id) {
        Prediction answer = answers.get(id);
        Boolean correct = answer == null ? null : answer.studentCorrect().get(plan().primary());
        if (correct == null) {
            throw DasllmException.input(
                    folder + " has no judged answer to the question '" + id + "'", "Finish that evaluation first");
        }
        return correct;
    }
}
