package org.dasllm.eval.report;

import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Form;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;

/** Where people decide. The verdict is evidence; the decision is theirs. */
final class SignatureSection {
    private SignatureSection() {}

    static Section of(EvaluationReport report) {
        return new Section(
                "decision",
                "Decision",
                List.of(
                        new Form(
                                List.of("approved", "approved with conditions", "not approved"),
                                "Conditions, and until when:",
                                List.of("Role", "Name", "Date", "Signature"),
                                List.of("Owner of the model", "Independent reviewer", "For the approval board")),
                        new Block.Note(
                                Text.of("Signed for the plan with SHA-256 ").andCode(report.planSha256()))));
    }
}
