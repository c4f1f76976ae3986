package org.dasllm.document.content;

import java.util.List;

/**
 * Shares as horizontal bars, one line a row, a bar for each series.
 *
 * @param description what is shown
 * @param shares what the shares are of
 * @param series names, in the order of a row's shares; at most three
 * @param numbers the id of the table that has the same numbers
 */
public record BarChart(String description, String shares, List<String> series, String numbers, List<Row> rows)
        implements Chart {
    private static final int MOST_SERIES = 3;

    public BarChart {
        series = List.copyOf(series);
        rows = List.copyOf(rows);
        if (series.isEmpty() || series.size() > MOST_SERIES) {
            throw new IllegalArgumentException(series.size() + " series of bars");
        }
        for (Row row : rows) {
            if (row.shares().size() != series.size()) {
                throw new IllegalArgumentException(row.shares().size() + " bars for " + series.size() + " series");
            }
        }
    }

    /** @param shares from 0 to 1, one for each series */
    public record Row(String name, List<Double> shares) {
        public Row {
            shares = List.copyOf(shares);
        }
    }

    @Override
    public void write(ChartWriter writer) {
        writer.bars(this);
    }

    @Override
    public Text words() {
        return Text.of(description + ". The numbers are in ")
                .andReference(numbers)
                .and(".");
    }
}
