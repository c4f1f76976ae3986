package org.dasllm.eval.html;

import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.statistics.ClusteredMean;
import org.dasllm.eval.statistics.McNemar;
import org.dasllm.eval.statistics.PairedCounts;

/** Student against teacher on the same questions. */
final class PairedSection {
    private PairedSection() {}

    static void write(Markup out, EvaluationReport report) {
        MetricReport primary = report.metrics().get(0);
        MetricReport.Paired paired = primary.paired();
        HtmlReport.heading(out, 4, "Student against teacher, question by question");
        if (paired == null) {
            out.element("p", "Not estimable: without right answers nobody is known to be right.");
            return;
        }
        out.raw("<div class=beside>\n");
        counts(out, primary.name(), paired.counts());
        intervals(out, report, paired);
        out.raw("</div>\n");
        out.element(
                "p",
                "Only the " + paired.counts().discordant()
                        + " questions where one was right and the other wrong tell the two apart. If the two were"
                        + " equally good and differed as often as here, " + paired.neededForEightyPercent()
                        + " questions would show non-inferiority at this margin with 80% power; there were "
                        + paired.counts().n() + ".");
        errors(out, paired);
        tests(out, report);
    }

    private static void counts(Markup out, String metric, PairedCounts counts) {
        out.raw("<table class=two><caption>")
                .text("Questions by who was right (" + metric + ")")
                .raw("</caption><thead><tr><td></td><th scope=col class=n>Teacher right</th>"
                        + "<th scope=col class=n>Teacher wrong</th></tr></thead><tbody>\n")
                .raw("<tr><th scope=row>Student right</th>")
                .number(Long.toString(counts.bothRight()))
                .element("td class=\"n strong\"", Long.toString(counts.studentOnly()))
                .raw("</tr>\n<tr><th scope=row>Student wrong</th>")
                .element("td class=\"n strong\"", Long.toString(counts.teacherOnly()))
                .number(Long.toString(counts.bothWrong()))
                .raw("</tr>\n</tbody></table>\n");
    }

    private static void intervals(Markup out, EvaluationReport report, MetricReport.Paired paired) {
        out.raw("<table class=two><caption>")
                .text(Numbers.confidence(report.plan().confidence()) + " intervals of the difference, "
                        + Numbers.points(paired.difference()))
                .raw("</caption><tbody>\n")
                .fact("Decision (as planned)", ResultSection.points(paired.decision()))
                .fact("Tango, score", Numbers.pointsInterval(paired.tango()))
                .fact("Newcombe, hybrid score", Numbers.pointsInterval(paired.newcombe()))
                .fact("Wald, textbook", Numbers.pointsInterval(paired.wald()))
                .fact("Cluster-robust, t", ResultSection.points(paired.clusteredInterval()))
                .raw("</tbody></table>\n");
    }

    private static void errors(Markup out, MetricReport.Paired paired) {
        ClusteredMean clustered = paired.clustered();
        if (clustered != null) {
            out.element(
                    "p class=note",
                    Drawing.format(
                            "Standard error in points: %.3f if questions were independent, %.3f clustered by group,"
                                    + " %.3f with the correction for %d groups.",
                            100 * clustered.independentError(),
                            100 * clustered.clusteredError(),
                            100 * clustered.correctedError(),
                            clustered.clusters()));
        }
    }

    private static void tests(Markup out, EvaluationReport report) {
        out.raw("<table><caption>McNemar’s test of “right equally often”, two-sided p</caption><thead><tr>"
                + "<th scope=col>Metric</th><th scope=col class=n>Student only</th>"
                + "<th scope=col class=n>Teacher only</th><th scope=col class=n>Exact</th>"
                + "<th scope=col class=n>Mid-P</th><th scope=col class=n>Corrected</th>"
                + "<th scope=col class=n>Uncorrected</th><th scope=col class=n>Exact, Holm</th></tr></thead><tbody>\n");
        for (MetricReport metric : report.metrics()) {
            MetricReport.Paired paired = metric.paired();
            if (paired != null) {
                McNemar test = paired.mcNemar();
                out.raw("<tr>")
                        .element("th scope=row", metric.name())
                        .number(Long.toString(paired.counts().studentOnly()))
                        .number(Long.toString(paired.counts().teacherOnly()))
                        .number(Numbers.p(test.exact()))
                        .number(Numbers.p(test.midP()))
                        .number(Numbers.p(test.corrected()))
                        .number(Numbers.p(test.uncorrected()))
                        .number(paired.holm() == null ? "–" : Numbers.p(paired.holm()))
                        .raw("</tr>\n");
            }
        }
        out.raw("</tbody></table>\n")
                .element(
                        "p class=note",
                        "A large p does not show that the two are equal; the verdict does not rest on these tests."
                                + " Holm’s adjustment covers the secondary metrics together; the primary one was"
                                + " chosen beforehand and stands alone.");
    }
}
