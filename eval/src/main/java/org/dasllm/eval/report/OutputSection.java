package org.dasllm.eval.report;

import java.util.List;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.OutputReport;
import org.dasllm.eval.document.Block;
import org.dasllm.eval.document.Section;

/** Answers that a program could not have used. */
final class OutputSection {
    static final String ID = "outputs";

    private OutputSection() {}

    static Section of(EvaluationReport report) {
        OutputReport outputs = report.outputs();
        String readable = report.data().answerFormat().equals("JSON")
                ? outputs.studentInvalid() + " of the student’s " + outputs.asked() + " answers were not valid JSON ("
                        + Numbers.confidence(report.plan().confidence()) + " interval of the rate "
                        + Numbers.percentInterval(outputs.studentInvalidRate()) + "%), and " + outputs.teacherInvalid()
                        + " of the teacher’s. They count as wrong."
                : "The labels are plain text, so every answer can be read.";
        return new Section(
                ID,
                "Invalid output",
                List.of(
                        new Block.Paragraph(readable),
                        new Block.Paragraph("Readable answers of the student whose value for "
                                + report.plan().primary()
                                + " is among the labels of neither the test nor the training data: "
                                + outputs.studentUnknown() + ".")));
    }
}
