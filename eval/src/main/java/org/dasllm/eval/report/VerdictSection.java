package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.IntervalChart;
import org.dasllm.document.content.Range;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.GradedReport;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.statistics.PairedEstimate;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;
import org.dasllm.format.evaluation.Verdict;

/** The finding in words, and where its interval lies. */
final class VerdictSection {
    private VerdictSection() {}

    static List<Block> of(EvaluationReport report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(finding(report.verdict()));
        if (report.data().teacherEqualsGoldByConstruction()) {
            blocks.add(new Block.Paragraph(
                    "The teacher’s answers here are recorded labels, and these labels are also the right answers. Its"
                            + " 100% is by construction; the student is measured against the labels."));
        }
        if (report.metrics().get(0).paired() != null) {
            IntervalChart chart = chart(report);
            blocks.add(new Figure(
                    "differences", Text.of(caption(report.plan(), chart.rows().size() > 1)), chart));
        }
        blocks.add(GlanceFacts.of(report));
        return blocks;
    }

    private static Block.Finding finding(Verdict verdict) {
        Text reason = Text.of(verdict.reason());
        return switch (verdict.outcome()) {
            case NON_INFERIOR -> new Block.Finding(Block.Finding.Tone.GOOD, "Non-inferior to the teacher", reason);
            case NOT_SHOWN -> new Block.Finding(Block.Finding.Tone.BAD, "Non-inferiority not shown", reason);
            case NOT_ESTIMABLE -> new Block.Finding(Block.Finding.Tone.OPEN, "Not estimable", reason);
        };
    }

    private static String caption(EvaluationPlan plan, boolean secondary) {
        return "The square is the primary metric; its bar must stay out of the shaded area, where the student would be"
                + " worse by " + Numbers.points(plan.margin()).substring(1) + " points or more."
                + (secondary ? " Circles are secondary metrics and decide nothing." : "");
    }

    private static IntervalChart chart(EvaluationReport report) {
        EvaluationPlan plan = report.plan();
        List<IntervalChart.Row> rows = new ArrayList<>();
        List<GradedReport> graded = report.graded() == null ? List.of() : report.graded();
        graded.stream().filter(GradedReport::primary).map(VerdictSection::row).forEach(rows::add);
        report.metrics().stream().map(VerdictSection::row).forEach(rows::add);
        graded.stream()
                .filter(metric -> metric.planned() && !metric.primary())
                .map(VerdictSection::row)
                .forEach(rows::add);
        return new IntervalChart(
                "Differences student minus teacher with their intervals, and the margin at "
                        + Numbers.points(-plan.margin()) + " percentage points",
                "student − teacher, percentage points",
                "difference (" + Numbers.confidence(plan.confidence()) + " interval)",
                new IntervalChart.Limit(-plan.margin(), "margin " + Numbers.points(-plan.margin())),
                rows);
    }

    private static IntervalChart.Row row(GradedReport metric) {
        PairedEstimate paired = metric.paired();
        if (paired == null) {
            return new IntervalChart.Row(
                    metric.name(), remark(metric.primary()), metric.primary(), null, null, null, "");
        }
        Interval interval = paired.decision();
        return new IntervalChart.Row(
                metric.name(),
                remark(metric.primary()),
                metric.primary(),
                paired.difference(),
                Words.range(interval),
                new Range(interval.lower(), interval.upper()),
                Numbers.points(paired.difference()) + "  (" + Words.points(interval) + ")");
    }

    private static String remark(boolean primary) {
        return primary ? "primary, decides" : "";
    }

    private static IntervalChart.Row row(MetricReport metric) {
        String remark = remark(metric.primary());
        MetricReport.Paired paired = metric.paired();
        if (paired == null) {
            return new IntervalChart.Row(metric.name(), remark, metric.primary(), null, null, null, "");
        }
        Interval interval = paired.decision();
        Interval extent = interval == null ? paired.tango() : interval;
        return new IntervalChart.Row(
                metric.name(),
                remark,
                metric.primary(),
                paired.difference(),
                Words.range(interval),
                new Range(extent.lower(), extent.upper()),
                Numbers.points(paired.difference()) + "  (" + Words.points(interval) + ")");
    }
}
