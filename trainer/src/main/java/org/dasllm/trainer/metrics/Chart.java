package org.dasllm.trainer.metrics;

import java.util.List;
import java.util.Locale;

/** Curves over steps, as an inline SVG. */
final class Chart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 300;
    private static final int LEFT = 78;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 34;
    private static final int TICKS = 5;

    private final List<Series> series;
    private final int lastStep;
    private final double low;
    private final double high;

    /** A chart of curves that have a point; the axis of values begins at 0 where none is below. */
    Chart(List<Series> series) {
        this.series = series.stream().map(Series::thinned).toList();
        this.lastStep = this.series.stream()
                .flatMap(curve -> curve.steps().stream())
                .max(Integer::compare)
                .orElse(1);
        double least = this.series.stream()
                .flatMap(curve -> curve.values().stream())
                .min(Double::compare)
                .orElse(0.0);
        double most = this.series.stream()
                .flatMap(curve -> curve.values().stream())
                .max(Double::compare)
                .orElse(1.0);
        this.low = Math.min(0, least);
        this.high = most > low ? most : low + 1;
    }

    String svg(String label) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n", WIDTH, HEIGHT, label));
        grid(svg);
        for (Series curve : series) {
            curve(svg, curve);
        }
        return svg.append("</svg>\n").toString();
    }

    private void grid(StringBuilder svg) {
        for (int tick = 0; tick <= TICKS; tick++) {
            double value = low + (high - low) * tick / TICKS;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"y\" x=\"%d\" y=\"%.1f\">%.3g</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y(value),
                    y(value),
                    LEFT - 8,
                    y(value) + 4,
                    value));
            int step = Math.round((float) lastStep * tick / TICKS);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"x\" x=\"%.1f\" y=\"%d\">%d</text>%n",
                    x(step),
                    HEIGHT - BOTTOM + 20,
                    step));
        }
    }

    private void curve(StringBuilder svg, Series curve) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < curve.values().size(); i++) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    x(curve.steps().get(i)),
                    y(curve.values().get(i))));
        }
        svg.append("<polyline stroke=\"")
                .append(curve.color())
                .append("\" points=\"")
                .append(points.toString().trim())
                .append("\"/>\n");
        if (curve.values().size() <= 50) {
            for (int i = 0; i < curve.values().size(); i++) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle fill=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s at step %d: %.5g</title></circle>%n",
                        curve.color(),
                        x(curve.steps().get(i)),
                        y(curve.values().get(i)),
                        curve.name(),
                        curve.steps().get(i),
                        curve.values().get(i)));
            }
        }
    }

    private double x(double step) {
        return LEFT + (WIDTH - LEFT - RIGHT) * step / lastStep;
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low);
    }
}
