package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Block.Fact;
import org.dasllm.document.content.Section;
import org.dasllm.eval.analysis.DataReport;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;

/** What the evaluation was made on. */
final class DataSection {
    static final String ID = "data";

    /** The provenance entry that says how the right answers were made. */
    private static final String GOLD_ORIGIN = "gold.origin";

    private DataSection() {}

    static Section of(EvaluationReport report) {
        DataReport data = report.data();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Facts(List.of(
                new Fact("Questions held out", Integer.toString(data.testSamples())),
                new Fact("With a right answer", Integer.toString(data.withGold())),
                new Fact("How right answers were made", report.provenance().getOrDefault(GOLD_ORIGIN, "not stated")),
                new Fact(
                        "Groups",
                        data.groups() + ", the largest with " + data.largestGroup()
                                + (data.largestGroup() == 1 ? " question" : " questions")),
                new Fact("Teacher’s answers", String.join(", ", data.teacherSources())),
                new Fact("Answers are", answers(data)),
                new Fact("Training samples", data.trainSamples() + " with the teacher’s label"),
                new Fact("Questions also in training", data.promptsAlsoInTraining() + " word for word"),
                new Fact("Groups also in training", Integer.toString(data.groupsAlsoInTraining())))));
        data.withoutBaseline().forEach(reason -> blocks.add(new Block.Note(reason)));
        return new Section(ID, "Data", blocks);
    }

    private static String answers(DataReport data) {
        Task task = data.task();
        String what = task == null || task.kind() == TaskKind.TEXT ? format(data) : task.inWords();
        if (task == null) {
            return what;
        }
        return what
                + (Boolean.TRUE.equals(data.taskDeclared())
                        ? "; the task was declared"
                        : "; the task was inferred from the labels");
    }

    private static String format(DataReport data) {
        return data.answerFormat().equals("JSON") ? "JSON" : "plain text, compared after trimming";
    }
}
