package org.dasllm.eval.html;

import org.dasllm.eval.analysis.DataReport;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;

/** What the evaluation was made on. */
final class DataSection {
    /** The provenance entry that says how the right answers were made. */
    private static final String GOLD_ORIGIN = "gold.origin";

    private DataSection() {}

    static void write(Markup out, EvaluationReport report) {
        DataReport data = report.data();
        HtmlReport.heading(out, 2, "Data");
        out.raw("<table class=facts><tbody>\n")
                .fact("Questions held out", Integer.toString(data.testSamples()))
                .fact("With a right answer", Integer.toString(data.withGold()))
                .fact("How right answers were made", report.provenance().getOrDefault(GOLD_ORIGIN, "not stated"))
                .fact(
                        "Groups",
                        data.groups() + ", the largest with " + data.largestGroup()
                                + (data.largestGroup() == 1 ? " question" : " questions"))
                .fact("Teacher’s answers", String.join(", ", data.teacherSources()))
                .fact("Answers are", answers(data))
                .fact("Training samples", data.trainSamples() + " with the teacher’s label")
                .fact("Questions also in training", data.promptsAlsoInTraining() + " word for word")
                .fact("Groups also in training", Integer.toString(data.groupsAlsoInTraining()))
                .raw("</tbody></table>\n");
        data.withoutBaseline().forEach(reason -> out.element("p class=note", reason));
    }

    private static String answers(DataReport data) {
        Task task = data.task();
        String what = task == null || task.kind() == TaskKind.TEXT ? what(data) : task.inWords();
        if (task == null) {
            return what;
        }
        return what
                + (Boolean.TRUE.equals(data.taskDeclared())
                        ? "; the task was declared"
                        : "; the task was inferred from the labels");
    }

    private static String what(DataReport data) {
        return data.answerFormat().equals("JSON") ? "JSON" : "plain text, compared after trimming";
    }
}
