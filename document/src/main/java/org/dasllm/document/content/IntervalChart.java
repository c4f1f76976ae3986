package org.dasllm.document.content;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Differences with their intervals, beside a limit: a forest plot. Differences are shares; 0.01 is a percentage point.
 *
 * @param description what is shown
 * @param axis what the values are
 * @param readings what {@link Row#reading} holds
 */
public record IntervalChart(String description, String axis, String readings, Limit limit, List<Row> rows)
        implements Chart {
    public IntervalChart {
        rows = List.copyOf(rows);
    }

    /** A value below which a difference must not lie. */
    public record Limit(double value, String label) {}

    /**
     * One difference.
     *
     * @param remark under the name; empty where there is none
     * @param main whether it is the one that counts
     * @param value null where there is none
     * @param interval null where it cannot be estimated
     * @param extent what the axis has to hold for it; null where there is nothing
     * @param reading value and interval in words
     */
    public record Row(
            String name,
            String remark,
            boolean main,
            @Nullable Double value,
            @Nullable Range interval,
            @Nullable Range extent,
            String reading) {}

    @Override
    public void write(ChartWriter writer) {
        writer.intervals(this);
    }

    @Override
    public Text words() {
        StringBuilder words = new StringBuilder(description).append('.');
        for (Row row : rows) {
            if (row.value() != null) {
                words.append(' ')
                        .append(row.name())
                        .append(": ")
                        .append(row.reading())
                        .append('.');
            }
        }
        return Text.of(words.toString());
    }
}
