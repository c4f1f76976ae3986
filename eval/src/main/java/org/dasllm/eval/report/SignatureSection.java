package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Form;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;

/** Where people decide. The verdict is evidence; the decision is theirs. */
final class SignatureSection {
    static final String ID = "decision";

    private SignatureSection() {}

    static Section of(EvaluationReport report) {
        List<Block> blocks = new ArrayList<>();
        List<String> open = report.openFields();
        if (open != null && !open.isEmpty()) {
            blocks.add(new Block.Finding(
                    Block.Finding.Tone.OPEN,
                    "Not ready to be signed",
                    Text.of("Nobody has filled in: " + String.join(", ", open)
                            + ". Fill them in in the configuration, and evaluate again; no question is asked twice.")));
        }
        blocks.add(new Form(
                List.of("approved", "approved with conditions", "not approved"),
                "Conditions, and until when:",
                List.of("Role", "Name", "Date", "Signature"),
                List.of("Owner of the system", "Independent reviewer", "For the approval board")));
        blocks.add(new Block.Note(Text.of("Signed for the plan with SHA-256 ")
                .andCode(report.planSha256())
                .and(" and the student with SHA-256 ")
                .andCode(report.plan().studentSha256())
                .and(".")));
        return new Section(ID, "Decision and signatures", blocks);
    }
}
