package org.dasllm.eval.report;

import static org.dasllm.document.content.Text.code;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Block.Fact;
import org.dasllm.document.content.Section;
import org.dasllm.eval.analysis.DataReport;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.format.evaluation.EvaluationPlan;
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
        List<String> open = report.openFields();
        if (open != null && open.contains("gold_origin")) {
            blocks.add(new Block.Statements(
                    List.of(new Block.Statement("How right answers were made", "", "gold_origin"))));
        }
        data.withoutBaseline().forEach(reason -> blocks.add(new Block.Note(reason)));
        blocks.add(lineage(report));
        return new Section(ID, "Data and lineage", blocks);
    }

    /** From what to what, each by its hash. */
    private static Block.Subsection lineage(EvaluationReport report) {
        EvaluationPlan plan = report.plan();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Training data, SHA-256", code(plan.trainSha256())));
        report.provenance().forEach((name, value) -> {
            if (name.startsWith("base")) {
                facts.add(new Fact(upper(name), code(value)));
            }
        });
        facts.add(new Fact("Student, SHA-256", code(plan.studentSha256())));
        facts.add(new Fact("Questions, SHA-256", code(plan.testSha256())));
        return new Block.Subsection(
                "Lineage",
                List.of(
                        new Block.Facts(facts),
                        new Block.Note("How the data were harvested and curated, with every row that was left out and"
                                + " why, is in the dataset’s card (card.html) of the same run; the run’s manifest.json"
                                + " leads from each file to what it was made of.")));
    }

    private static String upper(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
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
