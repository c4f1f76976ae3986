package org.dasllm.document.content;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A numbered table. The first cell of a row is the row's heading.
 *
 * @param id by which a {@link Text} refers to it
 * @param caption without its number
 */
public record Table(String id, String caption, List<Column> columns, List<Row> rows) implements Block {
    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            int cells = row.cells().size();
            if (cells != columns.size() && row.style() != Style.HEADING) {
                throw new IllegalArgumentException(cells + " cells in " + columns.size() + " columns of " + caption);
            }
        }
    }

    /** What a column holds. */
    public enum Content {
        WORDS,
        NUMBERS,
        /** Intervals and other explanations of the number before them. */
        RANGES
    }

    /** @param title empty where the rows' headings need none */
    public record Column(String title, Content content) {
        public static Column words(String title) {
            return new Column(title, Content.WORDS);
        }

        public static Column numbers(String title) {
            return new Column(title, Content.NUMBERS);
        }

        public static Column ranges(String title) {
            return new Column(title, Content.RANGES);
        }
    }

    /** How a row or a cell stands beside the others. */
    public enum Style {
        PLAIN,
        STRONG,
        FAINT,
        /** One cell over all columns, the heading of the rows after it. */
        HEADING
    }

    /** @param style heading, or of all cells together */
    public record Row(Style style, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }

        public static Row heading(String title) {
            return new Row(Style.HEADING, List.of(Cell.of(title)));
        }

        public static Row of(String... cells) {
            return new Row(Style.PLAIN, Arrays.stream(cells).map(Cell::of).toList());
        }

        public Row with(Style other) {
            return new Row(other, cells);
        }

        public Row and(Cell cell) {
            List<Cell> more = new ArrayList<>(cells);
            more.add(cell);
            return new Row(style, more);
        }
    }

    /** @param strong whether it stands out in its row */
    public record Cell(Text text, boolean strong) {
        public static Cell of(String text) {
            return new Cell(Text.of(text), false);
        }

        public static Cell strong(String text) {
            return new Cell(Text.of(text), true);
        }
    }

    @Override
    public void write(BlockWriter writer) {
        writer.table(this);
    }
}
