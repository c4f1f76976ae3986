package org.dasllm.document.html;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.ComparisonChart;
import org.dasllm.document.content.Range;

/** One line a row: both shares as dots on the left, their difference with its interval on the right. */
final class ComparisonDrawing {
    private static final double ROW = 21;
    private static final double TOP = 44;
    private static final double LONGEST = 0.4;

    private static final int LONGEST_TITLE = 30;
    private static final int LONGEST_NAME = 20;

    private ComparisonDrawing() {}

    static void draw(Markup out, String words, ComparisonChart chart) {
        double limit = chart.limit().value();
        List<Double> shares = new ArrayList<>(List.of(1.0));
        List<Double> differences = new ArrayList<>(List.of(0.0, limit, -limit));
        double height = TOP;
        for (ComparisonChart.Group group : chart.groups()) {
            height += ROW * (1 + group.rows().size());
            for (ComparisonChart.Row row : group.rows()) {
                shares.add(row.first());
                shares.add(row.second());
                differences.add(row.difference() == null ? 0 : row.difference());
                Range interval = row.interval();
                // A faint row's interval runs out of the picture rather than squeezing all others.
                if (interval != null && !row.faint()) {
                    differences.add(Math.max(-LONGEST, interval.lower()));
                    differences.add(Math.min(LONGEST, interval.upper()));
                }
            }
        }
        Axis left = Axis.holding(shares, 190, 420);
        Axis right = Axis.holding(differences, 470, Drawing.WIDTH - 12);
        Drawing drawing = Drawing.begin(out, height + 44, words);
        frame(drawing, left, right, height, chart);
        double y = TOP;
        for (ComparisonChart.Group group : chart.groups()) {
            y += ROW;
            drawing.boldText(0, y - 4, 12.5, "start", Drawing.INK, Drawing.shorten(group.title(), LONGEST_TITLE));
            for (ComparisonChart.Row row : group.rows()) {
                row(drawing, left, right, row, y + ROW / 2 - 2);
                y += ROW;
            }
        }
        drawing.end();
    }

    private static void frame(Drawing drawing, Axis left, Axis right, double bottom, ComparisonChart chart) {
        double margin = right.at(chart.limit().value());
        drawing.rectangle(right.left(), TOP, margin - right.left(), bottom - TOP, "fill=\"#f3e7dd\"");
        for (double tick : left.ticks()) {
            scale(drawing, left.at(tick), bottom, Drawing.format("%.0f%%", tick * 100));
        }
        for (double tick : right.ticks()) {
            scale(drawing, right.at(tick), bottom, Drawing.points(tick));
        }
        for (Axis axis : List.of(left, right)) {
            drawing.line(
                    axis.left(), bottom, axis.right(), bottom, "stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"");
        }
        drawing.line(right.at(0), TOP, right.at(0), bottom, "stroke=\"" + Drawing.FAINT + "\" stroke-width=\"1\"");
        drawing.line(
                margin,
                TOP,
                margin,
                bottom,
                "stroke=\"" + Drawing.SECOND + "\" stroke-width=\"1.4\" stroke-dasharray=\"5 3\"");
        drawing.circle(left.left() + 6, 15, 4.6, "fill=\"" + Drawing.FIRST + "\"");
        drawing.text(left.left() + 16, 19, 12, "start", Drawing.INK, chart.first());
        drawing.diamond(
                left.left() + 82, 15, 5.2, "fill=\"#fff\" stroke=\"" + Drawing.SECOND + "\" stroke-width=\"1.8\"");
        drawing.text(left.left() + 92, 19, 12, "start", Drawing.INK, chart.second());
        drawing.text(margin, 36, 11.5, "middle", Drawing.SECOND, chart.limit().label());
        drawing.text((left.left() + left.right()) / 2, bottom + 36, 11.5, "middle", Drawing.QUIET, chart.shares());
        drawing.text(
                (right.left() + right.right()) / 2, bottom + 36, 11.5, "middle", Drawing.QUIET, chart.differences());
    }

    private static void scale(Drawing drawing, double x, double bottom, String text) {
        drawing.line(x, TOP, x, bottom, "stroke=\"#ececea\" stroke-width=\"1\"");
        drawing.text(x, bottom + 17, 11.5, "middle", Drawing.QUIET, text);
    }

    private static void row(Drawing drawing, Axis left, Axis right, ComparisonChart.Row row, double y) {
        String ink = row.faint() ? Drawing.FAINT : Drawing.INK;
        String first = row.faint() ? "#8fb6d2" : Drawing.FIRST;
        String second = row.faint() ? "#d9a987" : Drawing.SECOND;
        drawing.text(10, y + 4, 12, "start", ink, Drawing.shorten(row.name(), LONGEST_NAME));
        drawing.text(left.left() - 14, y + 4, 11.5, "end", ink, "n " + row.count() + (row.faint() ? " *" : ""));
        double ofFirst = left.at(row.first());
        double ofSecond = left.at(row.second());
        drawing.line(ofFirst, y, ofSecond, y, "stroke=\"#b9b9b5\" stroke-width=\"2\"");
        drawing.diamond(ofSecond, y, 5.2, "fill=\"#fff\" stroke=\"" + second + "\" stroke-width=\"1.8\"");
        drawing.circle(ofFirst, y, 4.6, "fill=\"" + first + "\"");
        if (row.interval() != null) {
            drawing.interval(right, row.interval(), y, 1.7, first);
        }
        if (row.difference() != null) {
            drawing.circle(right.at(row.difference()), y, 3.8, "fill=\"" + first + "\"");
        }
    }
}
