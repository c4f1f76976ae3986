package org.dasllm.eval.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.eval.statistics.ConfusionMatrix;

/** A confusion matrix; the darker a cell, the larger its share of the row. Classes that are never right have no row. */
final class HeatMap {
    private static final double LABELS = 170;
    private static final int LONGEST_LABEL = 22;

    private final ConfusionMatrix matrix;
    private final List<Integer> rows = new ArrayList<>();
    private final List<Integer> columns = new ArrayList<>();
    private final double top;

    private HeatMap(ConfusionMatrix matrix) {
        this.matrix = matrix;
        List<Integer> neverRight = new ArrayList<>();
        for (int i = 0; i < matrix.labels().size(); i++) {
            (Arrays.stream(matrix.counts()[i]).sum() > 0 ? rows : neverRight).add(i);
        }
        // The same classes in the same order both ways; what is only answered comes last.
        columns.addAll(rows);
        columns.addAll(neverRight);
        int longest = matrix.labels().stream()
                .mapToInt(label -> Math.min(LONGEST_LABEL, label.length()))
                .max()
                .orElse(0);
        this.top = 26 + 4.1 * longest;
    }

    static void draw(Markup out, ConfusionMatrix matrix) {
        new HeatMap(matrix).draw(out);
    }

    private void draw(Markup out) {
        double cell = Math.min(36, (Drawing.WIDTH - LABELS - 130) / columns.size());
        double height = cell * rows.size();
        Drawing drawing = Drawing.begin(out, top + height + 4, "Confusion matrix of the student");
        drawing.text(LABELS - 8, top - 10, 11.5, "end", Drawing.QUIET, "right answer ↓  student →");
        for (int j = 0; j < columns.size(); j++) {
            drawing.slanted(LABELS + cell * (j + 0.5) + 2, top - 8, 11.5, label(columns.get(j)));
        }
        for (int i = 0; i < rows.size(); i++) {
            drawing.text(LABELS - 8, top + cell * (i + 0.5) + 4, 11.5, "end", Drawing.INK, label(rows.get(i)));
            row(drawing, matrix.counts()[rows.get(i)], top + cell * i, cell);
        }
        String outline = "fill=\"none\" stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"";
        for (int i = 0; i < rows.size(); i++) {
            drawing.rectangle(LABELS + cell * i, top + cell * i, cell, cell, outline);
        }
        drawing.rectangle(LABELS, top, cell * columns.size(), height, outline);
        drawing.end();
    }

    private void row(Drawing drawing, long[] counts, double y, double cell) {
        double sum = Arrays.stream(counts).sum();
        for (int j = 0; j < columns.size(); j++) {
            long count = counts[columns.get(j)];
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

    private String label(int index) {
        return Drawing.shorten(matrix.labels().get(index), LONGEST_LABEL);
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
