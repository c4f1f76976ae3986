package org.dasllm.document.content;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two shares side by side and their difference with its interval, one line a row, rows in groups.
 *
 * @param description what is shown
 * @param first name of the first share
 * @param second name of the second share
 * @param shares what the shares are
 * @param differences what the differences are
 * @param limit a value below which a difference must not lie
 * @param numbers the id of the table that has the same numbers
 */
public record ComparisonChart(
        String description,
        String first,
        String second,
        String shares,
        String differences,
        IntervalChart.Limit limit,
        String numbers,
        List<Group> groups)
        implements Chart {
    public ComparisonChart {
        groups = List.copyOf(groups);
    }

    /** Rows under a heading. */
    public record Group(String title, List<Row> rows) {
        public Group {
            rows = List.copyOf(rows);
        }
    }

    /**
     * One comparison.
     *
     * @param count what the shares are of
     * @param faint whether it is too small to be judged
     * @param interval of the difference; null where it cannot be estimated
     */
    public record Row(
            String name,
            int count,
            boolean faint,
            double first,
            double second,
            @Nullable Double difference,
            @Nullable Range interval) {}

    @Override
    public void write(ChartWriter writer) {
        writer.comparison(this);
    }

    @Override
    public Text words() {
        return Text.of(description + ". The numbers are in ")
                .andReference(numbers)
                .and(".");
    }
}
