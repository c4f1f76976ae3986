package org.dasllm.eval.html;

import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.plan.EarlierEvaluations;
import org.dasllm.format.evaluation.EvaluationPlan;

/** What was asked, and that it was asked beforehand. */
final class PlanSection {
    private PlanSection() {}

    static void write(Markup out, EvaluationReport report) {
        EvaluationPlan plan = report.plan();
        HtmlReport.heading(out, 1, "What was asked");
        out.element(
                "p",
                "This plan was written to plan.json and hashed before the student answered the first question. Every"
                        + " line of predictions.jsonl carries the hash, and the evaluation refuses to judge under a"
                        + " plan that no longer has it.");
        out.raw("<table class=facts><tbody>\n")
                .fact("Primary endpoint", describe(plan.primary()))
                .fact("Margin", Numbers.points(plan.margin()).substring(1) + " percentage points")
                .fact(
                        "Decision",
                        "non-inferior if the lower end of the " + Numbers.confidence(plan.confidence())
                                + " interval of student − teacher lies above "
                                + Numbers.points(-plan.margin()) + " (one-sided α " + plan.alpha() + ")")
                .fact("Interval", plan.intervalMethod().replace('\'', '’'))
                .fact("Secondary metrics", plan.secondary().isEmpty() ? "none" : String.join(", ", plan.secondary()))
                .fact("Slices", plan.slices().isEmpty() ? "none" : String.join(", ", plan.slices()))
                .fact("Questions", plan.testSamples() + " in " + plan.test())
                .codeFact("SHA-256 of the plan", report.planSha256())
                .codeFact("SHA-256 of the questions", plan.testSha256())
                .codeFact("SHA-256 of the student", plan.studentSha256());
        plan.answeredBy().forEach((name, value) -> out.fact("Answered by: " + name, value));
        out.raw("</tbody></table>\n");
        if (!report.earlier().isEmpty()) {
            earlier(out, report);
        }
    }

    private static void earlier(Markup out, EvaluationReport report) {
        out.raw("<table><caption>Evaluated in this folder before</caption><thead><tr><th>Student</th>"
                + "<th>SHA-256</th><th>Questions</th><th>Outcome</th><th>Kept in</th></tr></thead><tbody>\n");
        for (EarlierEvaluations.Earlier earlier : report.earlier()) {
            boolean same = earlier.testSha256().equals(report.plan().testSha256());
            out.raw("<tr>")
                    .cell(earlier.student())
                    .cell(Drawing.shorten(earlier.studentSha256(), 13))
                    .cell(same ? "the same" : "others")
                    .cell(earlier.outcome())
                    .cell(earlier.folder())
                    .raw("</tr>\n");
        }
        out.raw("</tbody></table>\n");
    }

    /** A metric in words. */
    static String describe(String metric) {
        return metric.equals("exact")
                ? "exact: the whole answer equals the right one"
                : metric + ": this field of the JSON answer equals the right one";
    }
}
