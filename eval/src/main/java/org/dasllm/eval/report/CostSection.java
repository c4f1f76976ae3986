package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.CurveChart;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.cost.CostComparison;
import org.dasllm.eval.cost.CostInputs;
import org.dasllm.eval.cost.CostWords;
import org.dasllm.eval.cost.Estimate;
import org.dasllm.eval.cost.OwnedSide;
import org.dasllm.eval.cost.TeacherSide;
import org.jspecify.annotations.Nullable;

/** What the teacher and the owned student cost. */
final class CostSection {
    static final String ID = "cost";

    private static final int DRAWN = 60;
    /** The drawn range of requests goes so much beyond what is expected, and beyond the break-even. */
    private static final double BEYOND = 1.25;

    private CostSection() {}

    static Section of(CostComparison cost) {
        List<Block> blocks = new ArrayList<>();
        CostWords.findings(cost).forEach(sentence -> blocks.add(new Block.Paragraph(sentence)));
        blocks.add(summary(cost));
        TeacherSide teacher = cost.inputs().teacher();
        if (teacher != null) {
            blocks.add(tokens(teacher));
        }
        double most = drawn(cost);
        if (most > 0) {
            blocks.add(chart(cost, most));
        }
        if (!cost.inputs().once().isEmpty()) {
            blocks.add(items("cost-once", "What is paid once", cost.inputs().once(), cost.onceTotal(), cost));
        }
        if (!cost.inputs().again().isEmpty()) {
            blocks.add(items(
                    "cost-again",
                    "What is paid again when the teacher ends",
                    cost.inputs().again(),
                    cost.againTotal(),
                    cost));
        }
        OwnedSide owned = cost.inputs().owned();
        if (owned != null) {
            owned.basis().forEach(sentence -> blocks.add(new Block.Note(sentence)));
        }
        blocks.add(new Block.Note(CostWords.METHOD));
        cost.inputs().notes().forEach(note -> blocks.add(new Block.Note(note)));
        if (!cost.inputs().missing().isEmpty()) {
            blocks.add(new Block.Subsection(
                    "What is not known of the costs",
                    List.of(new Block.Items(
                            cost.inputs().missing().stream().map(Text::of).toList()))));
        }
        return new Section(ID, "Cost", blocks);
    }

    private static Table summary(CostComparison cost) {
        return new Table(
                "cost-summary",
                "Teacher and owned student, in " + cost.inputs().currency(),
                List.of(
                        Table.Column.words(""),
                        Table.Column.numbers("Low"),
                        Table.Column.numbers("Expected"),
                        Table.Column.numbers("High")),
                CostWords.rows(cost).stream()
                        .map(row -> Table.Row.of(row.what(), row.low(), row.expected(), row.high()))
                        .toList());
    }

    private static Table tokens(TeacherSide teacher) {
        return new Table(
                "cost-tokens",
                "Tokens of one request: " + teacher.basis(),
                List.of(
                        Table.Column.words("Kind"),
                        Table.Column.numbers("Tokens"),
                        Table.Column.numbers("Price of a million"
                                + (teacher.prices() == null ? "" : " (" + teacher.prices() + ")"))),
                teacher.tokens().stream()
                        .map(each -> Table.Row.of(
                                each.kind(),
                                CostWords.tokens(each.perRequest()),
                                each.perMillion() == null
                                        ? "not known"
                                        : String.format(Locale.ROOT, "%s", each.perMillion())))
                        .toList());
    }

    private static Table items(
            String id, String caption, List<CostInputs.Item> items, @Nullable Estimate total, CostComparison cost) {
        List<Table.Row> rows = new ArrayList<>();
        items.forEach(item -> rows.add(row(item.what(), item.money())));
        if (total != null) {
            rows.add(row("all", total).with(Table.Style.STRONG));
        }
        return new Table(
                id,
                caption + ", in " + cost.inputs().currency(),
                List.of(
                        Table.Column.words(""),
                        Table.Column.numbers("Low"),
                        Table.Column.numbers("Expected"),
                        Table.Column.numbers("High")),
                rows);
    }

    private static Table.Row row(String what, Estimate money) {
        return Table.Row.of(
                what, CostWords.money(money.low()), CostWords.money(money.expected()), CostWords.money(money.high()));
    }

    /** The largest number of requests that is drawn; 0 where there is nothing to draw. */
    private static double drawn(CostComparison cost) {
        if (cost.breakEven() == null) {
            return 0;
        }
        double most =
                cost.inputs().requests() == null ? 0 : cost.inputs().requests().high();
        Double expected = cost.breakEven().expected();
        return BEYOND * Math.max(most, expected == null ? 0 : expected);
    }

    private static Figure chart(CostComparison cost, double most) {
        List<List<CurveChart.Point>> lines = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            lines.add(new ArrayList<>());
        }
        for (int i = 0; i <= DRAWN; i++) {
            double requests = most * i / DRAWN;
            Estimate teacher = cost.teacherAt(requests);
            Estimate owned = cost.ownedAt(requests);
            if (teacher != null && owned != null) {
                add(lines, 0, requests, teacher);
                add(lines, 3, requests, owned);
            }
        }
        List<CurveChart.Mark> marks = new ArrayList<>();
        Double even = cost.breakEven() == null ? null : cost.breakEven().expected();
        if (even != null) {
            marks.add(new CurveChart.Mark(even, "break-even"));
        }
        return new Figure(
                "cost-by-requests",
                Text.of(
                        "Cost of a month by the number of requests: strong lines as expected, faint ones at the ends of the ranges."),
                new CurveChart(
                        "Money in a month over requests in a month, teacher and owned student",
                        new CurveChart.Axis("requests in a month", CurveChart.Scale.FROM_ZERO, CurveChart.Unit.NUMBER),
                        new CurveChart.Axis(
                                cost.inputs().currency() + " in a month",
                                CurveChart.Scale.FROM_ZERO,
                                CurveChart.Unit.NUMBER),
                        List.of(
                                new CurveChart.Curve("teacher", CurveChart.Line.FIRST, lines.get(1)),
                                new CurveChart.Curve("owned student", CurveChart.Line.SECOND, lines.get(4)),
                                new CurveChart.Curve("teacher, low", CurveChart.Line.FAINT, lines.get(0)),
                                new CurveChart.Curve("teacher, high", CurveChart.Line.FAINT, lines.get(2)),
                                new CurveChart.Curve("owned, low", CurveChart.Line.FAINT, lines.get(3)),
                                new CurveChart.Curve("owned, high", CurveChart.Line.FAINT, lines.get(5))),
                        marks));
    }

    private static void add(List<List<CurveChart.Point>> lines, int first, double requests, Estimate money) {
        lines.get(first).add(new CurveChart.Point(requests, money.low()));
        lines.get(first + 1).add(new CurveChart.Point(requests, money.expected()));
        lines.get(first + 2).add(new CurveChart.Point(requests, money.high()));
    }
}
