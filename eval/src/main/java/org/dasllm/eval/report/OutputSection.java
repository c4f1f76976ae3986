package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.eval.analysis.DataReport;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.OutputReport;
import org.dasllm.eval.metric.GradedKind;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;

/** Answers that a program could not have used. */
final class OutputSection {
    static final String ID = "outputs";

    private OutputSection() {}

    static Section of(EvaluationReport report) {
        OutputReport outputs = report.outputs();
        String readable = report.data().answerFormat().equals("TEXT")
                ? "The answers are plain text, so every one can be read."
                : outputs.studentInvalid() + " of the student’s " + outputs.asked() + " answers were not "
                        + wanted(report.data()) + " ("
                        + Numbers.confidence(report.plan().confidence())
                        + " interval of the rate " + Numbers.percentInterval(outputs.studentInvalidRate()) + "%), and "
                        + outputs.teacherInvalid() + " of the teacher’s. They count as wrong.";
        List<Block> blocks = new ArrayList<>(List.of(new Block.Paragraph(readable)));
        if (report.extraction() == null
                || GradedKind.of(report.plan().primary()).isEmpty()) {
            blocks.add(new Block.Paragraph("Readable answers of the student whose value for "
                    + report.plan().primary()
                    + " is among the labels of neither the test nor the training data: "
                    + outputs.studentUnknown() + "."));
        }
        return new Section(ID, "Invalid output", blocks);
    }

    private static String wanted(DataReport data) {
        Task task = data.task();
        if (task == null || (task.kind() == TaskKind.JSON && task.schema() == null)) {
            return "valid JSON";
        }
        return task.inWords() + ", as the task asks";
    }
}
