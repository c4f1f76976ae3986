package org.dasllm.eval.html;

import java.util.List;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.SliceReport;
import org.jspecify.annotations.Nullable;

/** The primary metric by attribute. */
final class SliceSection {
    /** More slices than this make a picture nobody reads. */
    private static final int MOST_DRAWN = 60;

    private SliceSection() {}

    static void write(Markup out, EvaluationReport report) {
        HtmlReport.heading(out, 5, "Slices");
        List<SliceReport> slices = report.slices();
        if (slices.isEmpty()) {
            out.element("p", "No slices were asked for.");
            return;
        }
        List<SliceReport> judged = slices.stream().filter(s -> s.n() > 0).toList();
        if (!judged.isEmpty() && judged.size() <= MOST_DRAWN) {
            out.raw("<figure>\n");
            SliceFigure.draw(out, report.plan(), judged);
            out.element(
                            "figcaption",
                            "Accuracy on " + report.plan().primary() + " (left) and the difference with its interval"
                                    + " (right). Slices with fewer than "
                                    + report.plan().minimumSliceSize()
                                    + " questions are paler and marked *; an arrow means that the interval goes on.")
                    .raw("\n</figure>\n");
        }
        out.raw("<table><thead><tr><th scope=col>Slice</th><th scope=col class=n>n</th>"
                        + "<th scope=col class=n>Teacher</th><th scope=col class=n>Student</th>"
                        + "<th scope=col class=n>Difference</th>")
                .element("th scope=col", Numbers.confidence(report.plan().confidence()) + " interval")
                .raw("<th scope=col class=n>Agreement</th></tr></thead><tbody>\n");
        String attribute = "";
        for (SliceReport slice : slices) {
            if (!slice.attribute().equals(attribute)) {
                attribute = slice.attribute();
                out.raw("<tr class=heading>")
                        .element("th scope=rowgroup colspan=7", attribute)
                        .raw("</tr>\n");
            }
            row(out, slice);
        }
        out.raw("</tbody></table>\n");
    }

    private static void row(Markup out, SliceReport slice) {
        out.raw(slice.small() ? "<tr class=small>" : "<tr>")
                .element("th scope=row", slice.value() + (slice.small() ? " *" : ""))
                .number(Integer.toString(slice.n()))
                .number(percent(slice.teacherAccuracy()))
                .number(percent(slice.studentAccuracy()))
                .number(slice.difference() == null ? "–" : Numbers.points(slice.difference()))
                .element("td class=range", ResultSection.points(slice.interval()))
                .number(Numbers.percent(slice.agreement()))
                .raw("</tr>\n");
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "–" : Numbers.percent(share);
    }
}
