package org.dasllm.eval.html;

import java.util.stream.Collectors;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.SystemScore;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/** Teacher, student and baselines on every metric. */
final class ResultSection {
    private ResultSection() {}

    static void write(Markup out, EvaluationReport report) {
        boolean judged = report.data().withGold() > 0;
        String confidence = Numbers.confidence(report.plan().confidence());
        HtmlReport.heading(out, 3, judged ? "Results" : "Agreement with the teacher");
        out.raw("<table><thead><tr><th scope=col>Metric and system</th>");
        if (judged) {
            out.raw("<th scope=col class=n>Right</th><th scope=col class=n>Accuracy</th>")
                    .element("th scope=col", confidence + " interval")
                    .raw("<th scope=col class=n>− teacher</th>")
                    .element("th scope=col", confidence + " interval");
        }
        out.raw("<th scope=col class=n>Agrees with teacher</th>");
        if (!judged) {
            out.element("th scope=col", confidence + " interval");
        }
        out.raw("</tr></thead>\n<tbody>\n");
        for (MetricReport metric : report.metrics()) {
            out.raw("<tr class=heading><th scope=rowgroup colspan=\"" + (judged ? 7 : 3) + "\">")
                    .text(metric.name() + (metric.primary() ? " (primary)" : ""))
                    .raw("</th></tr>\n");
            metric.systems().stream()
                    .filter(system -> judged || !system.name().equals("teacher"))
                    .forEach(system -> row(out, system, judged));
        }
        out.raw("</tbody></table>\n").element("p class=note", note(report, judged));
    }

    private static void row(Markup out, SystemScore system, boolean judged) {
        boolean teacher = system.name().equals("teacher");
        out.raw(system.name().equals("student") ? "<tr class=student>" : "<tr>").element("th scope=row", system.name());
        if (judged) {
            out.number(system.right() + " / " + system.n())
                    .number(system.accuracy() == null ? "" : Numbers.percent(system.accuracy()))
                    .element(
                            "td class=range",
                            system.accuracyInterval() == null ? "" : Numbers.percentInterval(system.accuracyInterval()))
                    .number(system.difference() == null ? "" : Numbers.points(system.difference()))
                    .element("td class=range", teacher ? "" : points(system.differenceInterval()));
        }
        out.number(teacher ? "" : Numbers.percent(system.agreement()));
        if (!judged) {
            out.element("td class=range", teacher ? "" : Numbers.percentInterval(system.agreementInterval()));
        }
        out.raw("</tr>\n");
    }

    static String points(@Nullable Interval interval) {
        return interval == null ? "not estimable" : Numbers.pointsInterval(interval);
    }

    private static String note(EvaluationReport report, boolean judged) {
        StringBuilder note = new StringBuilder();
        if (judged) {
            note.append("Intervals of accuracies and agreement are Wilson’s; intervals of differences are ")
                    .append(report.plan().intervalMethod().replace('\'', '’'))
                    .append(". ");
        } else {
            note.append("Agreement is not accuracy: teacher and student may be wrong together. ");
        }
        note.append("The baselines learnt from the same labels as the student: the majority class gives everyone the"
                + " most frequent label, the bag of words is a logistic regression over words and word pairs. ");
        String kappas = report.metrics().stream()
                .map(m -> m.name() + " " + (m.kappa() == null ? "not estimable" : Drawing.format("%.3f", m.kappa())))
                .collect(Collectors.joining(", "));
        return note.append("Cohen’s kappa of student and teacher, which discounts agreement by chance: ")
                .append(kappas)
                .append(".")
                .toString();
    }
}
