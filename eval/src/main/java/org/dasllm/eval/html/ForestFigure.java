package org.dasllm.eval.html;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;

/** The differences student − teacher with their intervals, beside the margin. */
final class ForestFigure {
    private static final double ROW = 34;
    private static final double TOP = 46;
    private static final double LEFT = 170;
    private static final double RIGHT = 590;

    private ForestFigure() {}

    static void draw(Markup out, EvaluationPlan plan, List<MetricReport> metrics) {
        List<Double> values = new ArrayList<>(List.of(0.0, -plan.margin(), plan.margin() / 2));
        for (MetricReport metric : metrics) {
            MetricReport.Paired paired = metric.paired();
            if (paired != null) {
                Interval shown = paired.decision() == null ? paired.tango() : paired.decision();
                values.add(Math.max(-0.6, shown.lower()));
                values.add(Math.min(0.6, shown.upper()));
            }
        }
        Axis axis = Axis.holding(values, LEFT, RIGHT);
        double bottom = TOP + ROW * metrics.size();
        Drawing drawing = Drawing.begin(
                out,
                bottom + 44,
                "Differences student minus teacher with their intervals, and the margin at "
                        + Numbers.points(-plan.margin()) + " percentage points");
        // What the margin excludes is shaded; the decision is whether the primary interval stays out of it.
        double margin = axis.at(-plan.margin());
        drawing.rectangle(LEFT, TOP - 8, margin - LEFT, bottom - TOP + 8, "fill=\"#f3e7dd\"");
        for (double tick : axis.ticks()) {
            double x = axis.at(tick);
            drawing.line(x, bottom, x, bottom + 5, "stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"");
            drawing.text(x, bottom + 18, 11.5, "middle", Drawing.QUIET, tick(tick));
        }
        drawing.line(LEFT, bottom, RIGHT, bottom, "stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"");
        drawing.text(
                (LEFT + RIGHT) / 2, bottom + 36, 11.5, "middle", Drawing.QUIET, "student − teacher, percentage points");
        double zero = axis.at(0);
        drawing.line(zero, TOP - 8, zero, bottom, "stroke=\"" + Drawing.FAINT + "\" stroke-width=\"1\"");
        drawing.text(zero - 2, TOP - 14, 11.5, "start", Drawing.QUIET, "equal");
        drawing.line(
                margin,
                TOP - 8,
                margin,
                bottom,
                "stroke=\"" + Drawing.TEACHER + "\" stroke-width=\"1.6\" stroke-dasharray=\"5 3\"");
        drawing.boldText(
                margin + 2, TOP - 14, 11.5, "end", Drawing.TEACHER, "margin " + Numbers.points(-plan.margin()));
        drawing.text(
                Drawing.WIDTH,
                TOP - 14,
                11.5,
                "end",
                Drawing.QUIET,
                "difference (" + Numbers.confidence(plan.confidence()) + " interval)");
        for (int i = 0; i < metrics.size(); i++) {
            row(drawing, axis, metrics.get(i), TOP + ROW * i + ROW / 2 - 3);
        }
        drawing.end();
    }

    private static void row(Drawing drawing, Axis axis, MetricReport metric, double y) {
        MetricReport.Paired paired = metric.paired();
        String name = Drawing.shorten(metric.name(), 24);
        if (metric.primary()) {
            drawing.boldText(0, y - 2, 13, "start", Drawing.INK, name);
            drawing.text(0, y + 12, 11, "start", Drawing.QUIET, "primary, decides");
        } else {
            drawing.text(0, y + 4, 13, "start", Drawing.INK, name);
        }
        if (paired == null) {
            return;
        }
        String colour = metric.primary() ? Drawing.STUDENT : Drawing.FAINT;
        Interval interval = paired.decision();
        if (interval != null) {
            drawing.interval(axis, interval, y, metric.primary() ? 2.6 : 1.8, colour);
        }
        double x = axis.at(paired.difference());
        if (metric.primary()) {
            drawing.rectangle(x - 5, y - 5, 10, 10, "fill=\"" + colour + "\"");
        } else {
            drawing.circle(x, y, 4.2, "fill=\"" + colour + "\"");
        }
        String range = interval == null ? "not estimable" : Numbers.pointsInterval(interval);
        drawing.text(
                Drawing.WIDTH,
                y + 4,
                12.5,
                "end",
                Drawing.INK,
                Numbers.points(paired.difference()) + "  (" + range + ")");
    }

    static String tick(double value) {
        String text = Drawing.format("%.1f", Math.abs(value * 100)).replaceAll("\\.0$", "");
        return text.equals("0") ? "0" : (value < 0 ? "−" : "+") + text;
    }
}
