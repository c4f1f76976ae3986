package org.dasllm.eval.html;

import java.util.Comparator;
import java.util.List;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.statistics.ConfusionMatrix;
import org.jspecify.annotations.Nullable;

/** Which classes the student confuses. */
final class ClassSection {
    private static final int MOST_CLASSES = 30;
    private static final int WORST_CLASSES = 15;

    private ClassSection() {}

    static void write(Markup out, EvaluationReport report) {
        HtmlReport.heading(out, 6, "Classes");
        for (MetricReport metric : shown(report)) {
            MetricReport.Classes classes = metric.classes();
            if (classes == null) {
                out.element("p", "Not estimable without right answers.");
                return;
            }
            out.element("h3", metric.name());
            if (classes.matrix() != null) {
                out.raw("<figure>\n");
                HeatMap.draw(out, classes.matrix());
                out.element(
                                "figcaption",
                                "The student’s answers by right answer. Counts; a cell is the darker, the larger its"
                                        + " share of its row. The diagonal is right.")
                        .raw("\n</figure>\n");
            }
            scores(out, classes);
            if (classes.matrix() == null) {
                confusions(out, classes.confusions());
            }
        }
    }

    /** Fields say more than whole JSON answers, whose classes are the fields' combinations. */
    private static List<MetricReport> shown(EvaluationReport report) {
        List<MetricReport> fields =
                report.metrics().stream().filter(m -> !m.name().equals("exact")).toList();
        return fields.isEmpty() ? report.metrics() : fields;
    }

    private static void scores(Markup out, MetricReport.Classes classes) {
        List<ConfusionMatrix.ClassScore> scores = classes.scores();
        boolean all = scores.size() <= MOST_CLASSES;
        List<ConfusionMatrix.ClassScore> shown = all
                ? scores.stream()
                        .sorted(Comparator.comparing(s -> s.support() == 0))
                        .toList()
                : scores.stream()
                        .filter(s -> s.support() > 0)
                        .sorted(Comparator.comparingDouble(ConfusionMatrix.ClassScore::f1)
                                .thenComparing(Comparator.comparingLong(ConfusionMatrix.ClassScore::support)
                                        .reversed()))
                        .limit(WORST_CLASSES)
                        .toList();
        out.raw("<table><caption>")
                .text(
                        all
                                ? "Student, class by class"
                                : "The " + shown.size() + " classes with the lowest F1 of " + scores.size()
                                        + "; all are in report.json")
                .raw("</caption><thead><tr><th scope=col>Class</th><th scope=col class=n>Right answers</th>"
                        + "<th scope=col class=n>Answered</th><th scope=col class=n>Precision</th>"
                        + "<th scope=col class=n>Recall</th><th scope=col class=n>F1</th></tr></thead><tbody>\n");
        for (ConfusionMatrix.ClassScore score : shown) {
            out.raw("<tr>")
                    .element("th scope=row", Drawing.shorten(score.label(), 80))
                    .number(Long.toString(score.support()))
                    .number(Long.toString(score.answered()))
                    .number(percent(score.precision()))
                    .number(percent(score.recall()))
                    .number(score.support() == 0 ? "–" : Numbers.percent(score.f1()))
                    .raw("</tr>\n");
        }
        out.raw("</tbody></table>\n")
                .element(
                        "p class=note",
                        "Macro F1 over the classes that occur: " + Numbers.percent(classes.macroF1())
                                + ". “–” where the class was never answered, or is never right.");
    }

    private static void confusions(Markup out, List<ConfusionMatrix.Confusion> all) {
        List<ConfusionMatrix.Confusion> confusions =
                all.stream().filter(c -> c.count() > 1).toList();
        if (confusions.isEmpty()) {
            return;
        }
        out.raw("<table><caption>The most frequent mistakes</caption><thead><tr><th scope=col>Right answer</th>"
                + "<th scope=col>Student said</th><th scope=col class=n>Times</th></tr></thead><tbody>\n");
        for (ConfusionMatrix.Confusion confusion : confusions) {
            out.raw("<tr>")
                    .cell(Drawing.shorten(confusion.right(), 80))
                    .cell(Drawing.shorten(confusion.answered(), 80))
                    .number(Long.toString(confusion.count()))
                    .raw("</tr>\n");
        }
        out.raw("</tbody></table>\n");
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "–" : Numbers.percent(share);
    }
}
