package org.dasllm.eval.html;

import java.util.List;
import org.dasllm.eval.analysis.EvaluationReport;

/** Where people decide. The verdict is evidence; the decision is theirs. */
final class SignatureSection {
    private SignatureSection() {}

    static void write(Markup out, EvaluationReport report) {
        out.raw("<section class=signatures>\n");
        HtmlReport.heading(out, 11, "Decision");
        out.raw("<p class=decision><span>☐ approved</span><span>☐ approved with conditions</span>"
                        + "<span>☐ not approved</span></p>\n")
                .element("p class=note", "Conditions, and until when:")
                .raw("<div class=conditions></div>\n<table><thead><tr><th scope=col>Role</th><th scope=col>Name</th>"
                        + "<th scope=col>Date</th><th scope=col>Signature</th></tr></thead><tbody>\n");
        for (String role : List.of("Owner of the model", "Independent reviewer", "For the approval board")) {
            out.raw("<tr>").element("th scope=row", role).raw("<td></td><td></td><td></td></tr>\n");
        }
        out.raw("</tbody></table>\n<p class=note>").text("Signed for the plan with SHA-256 ");
        out.element("code", report.planSha256()).raw("</p>\n</section>\n");
    }
}
