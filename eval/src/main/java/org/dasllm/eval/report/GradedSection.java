package org.dasllm.eval.report;

import static org.dasllm.eval.report.Words.NONE;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.eval.analysis.EndpointReport;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.GradedReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.statistics.PairedEstimate;
import org.jspecify.annotations.Nullable;

/** Measures with degrees, and the claims that are made together. */
final class GradedSection {
    static final String ID = "graded";

    private GradedSection() {}

    static Section of(EvaluationReport report, List<GradedReport> graded) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(
                "An answer may be partly right. These measures say how far, for all questions with a"
                        + " right answer together; 100 is perfect. An answer that is missing, refused or cannot be read counts as a"
                        + " failure in each of them."));
        blocks.add(table(report, graded));
        blocks.add(new Block.Note(
                "Intervals of differences: BCa bootstrap of whole groups, widened to the jackknife’s t interval,"
                        + " and never narrower than what a kind of question that did not occur could change. Measures marked * are not"
                        + " in the plan: they describe and decide nothing."));
        List<EndpointReport> endpoints = report.endpoints();
        if (endpoints != null) {
            blocks.add(endpoints(endpoints));
        }
        return new Section(ID, "Degrees of right", blocks);
    }

    private static Table table(EvaluationReport report, List<GradedReport> graded) {
        return new Table(
                "graded-metrics",
                "Student and teacher by measures with degrees, of 100",
                List.of(
                        Table.Column.words("Measure"),
                        Table.Column.words("What it is"),
                        Table.Column.numbers("Teacher"),
                        Table.Column.numbers("Student"),
                        Table.Column.numbers("Difference"),
                        Table.Column.ranges(Numbers.confidence(report.plan().confidence()) + " interval")),
                graded.stream().map(GradedSection::row).toList());
    }

    private static Table.Row row(GradedReport graded) {
        PairedEstimate paired = graded.paired();
        Table.Row row = Table.Row.of(
                graded.name() + (graded.primary() ? " (primary)" : graded.planned() ? "" : " *"),
                graded.words(),
                value(graded.teacher()),
                value(graded.student()),
                paired == null ? NONE : Numbers.points(paired.difference()),
                Words.points(paired == null ? null : paired.decision()));
        return graded.primary() ? row.with(Table.Style.STRONG) : row;
    }

    private static String value(@Nullable Double value) {
        return value == null ? NONE : Numbers.hundredths(value);
    }

    private static Table endpoints(List<EndpointReport> endpoints) {
        return new Table(
                "claims",
                "Claims of non-inferiority that keep one error rate together",
                List.of(
                        Table.Column.words("Claim on"),
                        Table.Column.numbers("Margin"),
                        Table.Column.numbers("One-sided α"),
                        Table.Column.ranges("Interval at that α"),
                        Table.Column.words("Finding")),
                endpoints.stream()
                        .map(claim -> Table.Row.of(
                                claim.metric(),
                                Numbers.points(-claim.margin()),
                                claim.alpha() == null ? NONE : String.valueOf(claim.alpha()),
                                claim.alpha() == null ? NONE : Words.points(claim.interval()),
                                claim.shown()
                                        ? "shown"
                                        : claim.alpha() == null
                                                ? "not looked at: a claim before it failed"
                                                : "not shown"))
                        .toList());
    }
}
