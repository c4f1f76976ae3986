package org.dasllm.eval.html;

import org.dasllm.eval.analysis.EvaluationReport;

/** What the evidence does not say. */
final class LimitSection {
    private LimitSection() {}

    static void write(Markup out, EvaluationReport report) {
        HtmlReport.heading(out, 9, "Limits of this evidence");
        out.raw("<ol class=limits>\n");
        report.limits().forEach(limit -> out.element("li", limit).raw("\n"));
        out.raw("</ol>\n");
    }
}
