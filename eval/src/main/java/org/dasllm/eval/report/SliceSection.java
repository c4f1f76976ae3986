package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.ComparisonChart;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.IntervalChart;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.SliceReport;
import org.dasllm.eval.metric.GradedKind;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.jspecify.annotations.Nullable;

/** The primary metric by attribute. */
final class SliceSection {
    static final String ID = "slices";
    private static final String NUMBERS = "by-slice";

    /** More slices than this make a picture nobody reads. */
    private static final int MOST_DRAWN = 60;

    private SliceSection() {}

    static Section of(EvaluationReport report) {
        List<SliceReport> slices = report.slices();
        List<Block> blocks = new ArrayList<>();
        if (slices.isEmpty()) {
            blocks.add(new Block.Paragraph("No slices were asked for."));
            return new Section(ID, "Slices", blocks);
        }
        List<SliceReport> judged = slices.stream().filter(s -> s.n() > 0).toList();
        if (!judged.isEmpty() && judged.size() <= MOST_DRAWN) {
            blocks.add(new Figure("slices-drawn", caption(report.plan()), chart(report.plan(), judged)));
        }
        blocks.add(table(report));
        return new Section(ID, "Slices", blocks);
    }

    private static Text caption(EvaluationPlan plan) {
        return Text.of(measure(plan) + " (left) and the difference with its interval (right). Slices"
                        + " with fewer than " + plan.minimumSliceSize()
                        + " questions are paler and marked *; an arrow means that the interval goes on. The numbers are"
                        + " in ")
                .andReference(NUMBERS)
                .and(".");
    }

    private static String measure(EvaluationPlan plan) {
        return hasDegrees(plan) ? plan.primary() : "Accuracy on " + plan.primary();
    }

    private static boolean hasDegrees(EvaluationPlan plan) {
        return GradedKind.of(plan.primary()).isPresent();
    }

    private static ComparisonChart chart(EvaluationPlan plan, List<SliceReport> slices) {
        Map<String, List<ComparisonChart.Row>> byAttribute = new LinkedHashMap<>();
        for (SliceReport slice : slices) {
            byAttribute
                    .computeIfAbsent(slice.attribute(), attribute -> new ArrayList<>())
                    .add(new ComparisonChart.Row(
                            slice.value(),
                            slice.n(),
                            slice.small(),
                            value(slice.studentAccuracy()),
                            value(slice.teacherAccuracy()),
                            slice.difference(),
                            Words.range(slice.interval())));
        }
        return new ComparisonChart(
                measure(plan) + " of student and teacher by slice",
                "student",
                "teacher",
                hasDegrees(plan) ? plan.primary() : "accuracy",
                "student − teacher, percentage points, " + Numbers.confidence(plan.confidence()),
                new IntervalChart.Limit(-plan.margin(), "margin"),
                NUMBERS,
                byAttribute.entrySet().stream()
                        .map(group -> new ComparisonChart.Group(group.getKey(), group.getValue()))
                        .toList());
    }

    private static double value(@Nullable Double number) {
        return number == null ? 0 : number;
    }

    private static Table table(EvaluationReport report) {
        List<Table.Row> rows = new ArrayList<>();
        String attribute = "";
        for (SliceReport slice : report.slices()) {
            if (!slice.attribute().equals(attribute)) {
                attribute = slice.attribute();
                rows.add(Table.Row.heading(attribute));
            }
            rows.add(row(slice));
        }
        return new Table(
                NUMBERS,
                measure(report.plan()) + " by slice",
                List.of(
                        Table.Column.words("Slice"),
                        Table.Column.numbers("n"),
                        Table.Column.numbers("Teacher"),
                        Table.Column.numbers("Student"),
                        Table.Column.numbers("Difference"),
                        Table.Column.ranges(Numbers.confidence(report.plan().confidence()) + " interval"),
                        Table.Column.numbers("Agreement")),
                rows);
    }

    private static Table.Row row(SliceReport slice) {
        Table.Row row = Table.Row.of(
                slice.value() + (slice.small() ? " *" : ""),
                Integer.toString(slice.n()),
                Words.percent(slice.teacherAccuracy()),
                Words.percent(slice.studentAccuracy()),
                slice.difference() == null ? Words.NONE : Numbers.points(slice.difference()),
                Words.points(slice.interval()),
                Numbers.percent(slice.agreement()));
        return slice.small() ? row.with(Table.Style.FAINT) : row;
    }
}
