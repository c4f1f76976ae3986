package org.dasllm.eval.report;

import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;

/** What the evidence does not say. */
final class LimitSection {
    static final String ID = "limits";

    private LimitSection() {}

    static Section of(EvaluationReport report) {
        return new Section(
                ID,
                "Limits of this evidence",
                List.of(new Block.Items(report.limits().stream().map(Text::of).toList())));
    }
}
