package org.dasllm.eval.html;

import org.dasllm.eval.analysis.EvaluationReport;

/** What made the numbers, so that they can be made again; and where they belong in a file on the model. */
final class ProvenanceSection {
    private ProvenanceSection() {}

    static void write(Markup out, EvaluationReport report) {
        HtmlReport.heading(out, 10, "Provenance");
        out.raw("<table class=facts><tbody>\n");
        report.provenance().forEach(out::codeFact);
        out.codeFact("plan.sha256", report.planSha256())
                .codeFact("test.sha256", report.plan().testSha256())
                .codeFact("train.sha256", report.plan().trainSha256())
                .raw("</tbody></table>\n")
                .element(
                        "p class=note",
                        "report.json holds every number of this page, predictions.jsonl every answer."
                                + " “sha256sum -c plan.sha256” checks the plan.");
        out.raw("<table><caption>Where these sections fit in common outlines</caption><thead><tr>"
                + "<th scope=col>Section</th><th scope=col>EU AI Act, Annex IV</th>"
                + "<th scope=col>NIST AI RMF</th><th scope=col>Model card</th></tr></thead><tbody>\n");
        map(out, "1 What was asked, 3 Results, 4 Paired", "2(g) testing, 4 metrics", "Measure 2.1, 2.3", "Metrics");
        map(out, "2 Data", "2(g) test data", "Measure 2.1", "Evaluation data");
        map(out, "5 Slices, 6 Classes", "3 accuracy for groups", "Measure 2.3, 2.11", "Quantitative analyses");
        map(out, "7 Invalid output, 9 Limits", "3 limitations", "Measure 2.5", "Caveats and recommendations");
        out.raw("</tbody></table>\n")
                .element(
                        "p class=note",
                        "A help for finding things. This page claims compliance with no law, standard or guidance.");
    }

    private static void map(Markup out, String section, String act, String framework, String card) {
        out.raw("<tr>")
                .element("th scope=row", section)
                .cell(act)
                .cell(framework)
                .cell(card)
                .raw("</tr>\n");
    }
}
