package org.dasllm.document.content;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts by row and column, such as a confusion matrix. The first columns are the rows' in the same order, so that the
 * diagonal is where both agree.
 *
 * @param description what is shown
 * @param counts {@code [row][column]}
 */
public record MatrixChart(
        String description,
        String rowTitle,
        String columnTitle,
        List<String> rows,
        List<String> columns,
        List<List<Long>> counts)
        implements Chart {
    public MatrixChart {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        counts = counts.stream().map(List::copyOf).toList();
    }

    @Override
    public void write(ChartWriter writer) {
        writer.matrix(this);
    }

    @Override
    public Text words() {
        return Text.of(description + ", row by row. "
                + IntStream.range(0, rows.size()).mapToObj(this::row).collect(Collectors.joining("; ")) + ".");
    }

    private String row(int i) {
        return rows.get(i) + ": "
                + IntStream.range(0, columns.size())
                        .filter(j -> counts.get(i).get(j) > 0)
                        .mapToObj(j -> columns.get(j) + " " + counts.get(i).get(j))
                        .collect(Collectors.joining(", "));
    }
}
