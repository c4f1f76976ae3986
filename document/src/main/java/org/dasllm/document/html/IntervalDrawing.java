package org.dasllm.document.html;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.IntervalChart;
import org.dasllm.document.content.Range;

/** Differences with their intervals, one below the other, beside the limit. */
final class IntervalDrawing {
    private static final double ROW = 34;
    private static final double TOP = 46;
    private static final double LEFT = 170;
    private static final double RIGHT = 590;
    private static final int LONGEST_NAME = 24;

    /** An interval that goes on beyond this does not squeeze all others. */
    private static final double LONGEST = 0.6;

    private IntervalDrawing() {}

    static void draw(Markup out, String words, IntervalChart chart) {
        double limit = chart.limit().value();
        List<Double> values = new ArrayList<>(List.of(0.0, limit, -limit / 2));
        for (IntervalChart.Row row : chart.rows()) {
            Range extent = row.extent();
            if (extent != null) {
                values.add(Math.max(-LONGEST, extent.lower()));
                values.add(Math.min(LONGEST, extent.upper()));
            }
        }
        Axis axis = Axis.holding(values, LEFT, RIGHT);
        double bottom = TOP + ROW * chart.rows().size();
        Drawing drawing = Drawing.begin(out, bottom + 44, words);
        // What the limit excludes is shaded; the decision is whether the main interval stays out of it.
        double margin = axis.at(limit);
        drawing.rectangle(LEFT, TOP - 8, margin - LEFT, bottom - TOP + 8, "fill=\"#f3e7dd\"");
        for (double tick : axis.ticks()) {
            double x = axis.at(tick);
            drawing.line(x, bottom, x, bottom + 5, "stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"");
            drawing.text(x, bottom + 18, 11.5, "middle", Drawing.QUIET, Drawing.points(tick));
        }
        drawing.line(LEFT, bottom, RIGHT, bottom, "stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"");
        drawing.text((LEFT + RIGHT) / 2, bottom + 36, 11.5, "middle", Drawing.QUIET, chart.axis());
        double zero = axis.at(0);
        drawing.line(zero, TOP - 8, zero, bottom, "stroke=\"" + Drawing.FAINT + "\" stroke-width=\"1\"");
        drawing.text(zero - 2, TOP - 14, 11.5, "start", Drawing.QUIET, "equal");
        drawing.line(
                margin,
                TOP - 8,
                margin,
                bottom,
                "stroke=\"" + Drawing.SECOND + "\" stroke-width=\"1.6\" stroke-dasharray=\"5 3\"");
        drawing.boldText(
                margin + 2, TOP - 14, 11.5, "end", Drawing.SECOND, chart.limit().label());
        drawing.text(Drawing.WIDTH, TOP - 14, 11.5, "end", Drawing.QUIET, chart.readings());
        for (int i = 0; i < chart.rows().size(); i++) {
            row(drawing, axis, chart.rows().get(i), TOP + ROW * i + ROW / 2 - 3);
        }
        drawing.end();
    }

    private static void row(Drawing drawing, Axis axis, IntervalChart.Row row, double y) {
        String name = Drawing.shorten(row.name(), LONGEST_NAME);
        if (row.main()) {
            drawing.boldText(0, y - 2, 13, "start", Drawing.INK, name);
            drawing.text(0, y + 12, 11, "start", Drawing.QUIET, row.remark());
        } else {
            drawing.text(0, y + 4, 13, "start", Drawing.INK, name);
        }
        if (row.value() == null) {
            return;
        }
        String colour = row.main() ? Drawing.FIRST : Drawing.FAINT;
        if (row.interval() != null) {
            drawing.interval(axis, row.interval(), y, row.main() ? 2.6 : 1.8, colour);
        }
        double x = axis.at(row.value());
        if (row.main()) {
            drawing.rectangle(x - 5, y - 5, 10, 10, "fill=\"" + colour + "\"");
        } else {
            drawing.circle(x, y, 4.2, "fill=\"" + colour + "\"");
        }
        drawing.text(Drawing.WIDTH, y + 4, 12.5, "end", Drawing.INK, row.reading());
    }
}
