package org.dasllm.eval.report;

import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;

/** Where this evaluation knows nothing. */
final class NotMeasuredSection {
    static final String ID = "not-measured";

    private NotMeasuredSection() {}

    static Section of(EvaluationReport report) {
        List<String> open = report.notMeasured();
        return new Section(
                ID,
                "What was not measured",
                List.of(
                        open == null
                                ? new Block.Paragraph("This report is of a version that did not list it.")
                                : new Block.Items(open.stream().map(Text::of).toList())));
    }
}
