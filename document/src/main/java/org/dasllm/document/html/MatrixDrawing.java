package org.dasllm.document.html;

import java.util.List;
import java.util.stream.Stream;
import org.dasllm.document.content.MatrixChart;

/** A matrix of counts; the darker a cell, the larger its share of the row. */
final class MatrixDrawing {
    private static final double LABELS = 170;
    private static final int LONGEST_LABEL = 22;

    private final MatrixChart chart;
    private final double top;

    MatrixDrawing(MatrixChart chart) {
        this.chart = chart;
        int longest = Stream.concat(chart.rows().stream(), chart.columns().stream())
                .mapToInt(label -> Math.min(LONGEST_LABEL, label.length()))
                .max()
                .orElse(0);
        this.top = 26 + 4.1 * longest;
    }

    void draw(Markup out, String words) {
        List<String> rows = chart.rows();
        List<String> columns = chart.columns();
        double cell = Math.min(36, (Drawing.WIDTH - LABELS - 130) / columns.size());
        double height = cell * rows.size();
        Drawing drawing = Drawing.begin(out, top + height + 4, words);
        drawing.text(
                LABELS - 8,
                top - 10,
                11.5,
                "end",
                Drawing.QUIET,
                chart.rowTitle() + " ↓  " + chart.columnTitle() + " →");
        for (int j = 0; j < columns.size(); j++) {
            drawing.slanted(LABELS + cell * (j + 0.5) + 2, top - 8, 11.5, label(columns.get(j)));
        }
        for (int i = 0; i < rows.size(); i++) {
            drawing.text(LABELS - 8, top + cell * (i + 0.5) + 4, 11.5, "end", Drawing.INK, label(rows.get(i)));
            row(drawing, chart.counts().get(i), top + cell * i, cell);
        }
        String outline = "fill=\"none\" stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"";
        for (int i = 0; i < rows.size(); i++) {
            drawing.rectangle(LABELS + cell * i, top + cell * i, cell, cell, outline);
        }
        drawing.rectangle(LABELS, top, cell * columns.size(), height, outline);
        drawing.end();
    }

    private void row(Drawing drawing, List<Long> counts, double y, double cell) {
        double sum = counts.stream().mapToLong(Long::longValue).sum();
        for (int j = 0; j < counts.size(); j++) {
            long count = counts.get(j);
            double share = count / sum;
            double x = LABELS + cell * j;
            drawing.rectangle(
                    x, y, cell, cell, "fill=\"" + colour(share) + "\" stroke=\"#e6e6e3\" stroke-width=\"0.6\"");
            if (count > 0) {
                drawing.text(
                        x + cell / 2,
                        y + cell / 2 + 4,
                        Math.min(12, cell * 0.42),
                        "middle",
                        share > 0.45 ? "#fff" : Drawing.INK,
                        Long.toString(count));
            }
        }
    }

    private static String label(String label) {
        return Drawing.shorten(label, LONGEST_LABEL);
    }

    /** From white to dark blue; the square root makes small shares visible. */
    private static String colour(double share) {
        double weight = Math.sqrt(share);
        return Drawing.format("#%02x%02x%02x", mix(255, 10, weight), mix(255, 74, weight), mix(255, 130, weight));
    }

    private static int mix(int from, int to, double weight) {
        return (int) Math.round(from + (to - from) * weight);
    }
}
