package org.dasllm.dataset.curate;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.document.content.BarChart;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Table.Column;
import org.dasllm.document.content.Table.Row;
import org.dasllm.document.content.Text;

/** The ledger of a card: how many rows went into each step, how many it dropped and why, how many went on. */
final class FlowSection {
    private static final int MOST_BARS = 30;

    private FlowSection() {}

    static Section of(DatasetCard card) {
        List<Block> blocks = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        List<BarChart.Row> bars = new ArrayList<>();
        long in = card.lines();
        for (DatasetCard.Step step : card.steps()) {
            long dropped = step.dropped().stream()
                    .mapToLong(DatasetCard.ReasonCount::rows)
                    .sum();
            long out = in - dropped;
            Row row = Row.of(
                    step.name(),
                    Long.toString(in),
                    dropped == 0 ? "–" : Long.toString(dropped),
                    Long.toString(out),
                    step.dropped().stream()
                            .map(reason -> reason.reason() + " " + reason.rows())
                            .collect(Collectors.joining(", ")));
            rows.add(dropped == 0 ? row.with(Table.Style.FAINT) : row);
            if (dropped > 0) {
                bars.add(bar("before " + step.name(), in, card.lines()));
            }
            in = out;
        }
        bars.add(bar("accepted", in, card.lines()));
        blocks.add(new Block.Paragraph(card.lines() + " lines in = " + in + " accepted + " + (card.lines() - in)
                + " quarantined. Every run counts this and ends with an error where it does not come out even."));
        if (bars.size() > 1 && bars.size() <= MOST_BARS) {
            blocks.add(new Figure(
                    "flow-figure",
                    Text.of("Rows still there before each step that dropped some, and at the end."),
                    new BarChart(
                            "The share of the lines that is left on the way through the steps",
                            "share of the lines read",
                            List.of("rows"),
                            "flow",
                            bars)));
        }
        blocks.add(new Table(
                "flow",
                "The ledger by step",
                List.of(
                        Column.words("step"),
                        Column.numbers("in"),
                        Column.numbers("dropped"),
                        Column.numbers("out"),
                        Column.words("reasons")),
                rows));
        reasons(card, blocks);
        List<Row> found = card.steps().stream()
                .flatMap(step -> step.found().stream())
                .map(each -> Row.of(each.meaning(), Long.toString(each.count())))
                .toList();
        if (!found.isEmpty()) {
            blocks.add(new Table(
                    "also-counted",
                    "Also counted",
                    List.of(Column.words("what"), Column.numbers("rows or prompts")),
                    found));
        }
        return new Section("dropped-section", "Dropped", blocks);
    }

    private static BarChart.Row bar(String name, long rows, long lines) {
        return new BarChart.Row(name, List.of(lines == 0 ? 0.0 : (double) rows / lines));
    }

    private static void reasons(DatasetCard card, List<Block> blocks) {
        if (card.dropped().isEmpty()) {
            blocks.add(new Block.Paragraph("Nothing was dropped."));
            return;
        }
        List<Row> rows = new ArrayList<>();
        for (DatasetCard.Step step : card.steps()) {
            for (DatasetCard.ReasonCount reason : step.dropped()) {
                String meaning =
                        requireNonNull(card.dropped().get(reason.reason())).meaning();
                rows.add(Row.of(step.name(), reason.reason(), Long.toString(reason.rows()), meaning));
            }
        }
        blocks.add(new Table(
                "dropped",
                "Rows that were dropped, by the first reason",
                List.of(Column.words("step"), Column.words("reason"), Column.numbers("rows"), Column.words("meaning")),
                rows));
    }
}
