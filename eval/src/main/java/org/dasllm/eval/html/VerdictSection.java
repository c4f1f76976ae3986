package org.dasllm.eval.html;

import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.format.evaluation.Verdict;

/** The finding in words, and where its interval lies. */
final class VerdictSection {
    private VerdictSection() {}

    static void write(Markup out, EvaluationReport report) {
        Verdict verdict = report.verdict();
        String word = switch (verdict.outcome()) {
            case NON_INFERIOR -> "Non-inferior to the teacher";
            case NOT_SHOWN -> "Non-inferiority not shown";
            case NOT_ESTIMABLE -> "Not estimable";
        };
        String style = switch (verdict.outcome()) {
            case NON_INFERIOR -> "shown";
            case NOT_SHOWN -> "not-shown";
            case NOT_ESTIMABLE -> "not-estimable";
        };
        out.raw("<section class=\"verdict " + style + "\">\n")
                .element("p class=word", word)
                .element("p", verdict.reason())
                .raw("\n</section>\n");
        if (report.data().teacherEqualsGoldByConstruction()) {
            out.element(
                    "p",
                    "The teacher’s answers here are recorded labels, and these labels are also the right answers. Its"
                            + " 100% is by construction; the student is measured against the labels.");
        }
        MetricReport primary = report.metrics().get(0);
        if (primary.paired() != null) {
            out.raw("<figure>\n");
            ForestFigure.draw(out, report.plan(), report.metrics());
            out.element(
                            "figcaption",
                            "The square is the primary metric; its bar must stay out of the shaded area, where the"
                                    + " student would be worse by "
                                    + Numbers.points(report.plan().margin()).substring(1)
                                    + " points or more."
                                    + (report.metrics().size() > 1
                                            ? " Circles are secondary metrics and decide nothing."
                                            : ""))
                    .raw("\n</figure>\n");
        }
    }
}
