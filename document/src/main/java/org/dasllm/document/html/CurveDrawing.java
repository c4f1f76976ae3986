package org.dasllm.document.html;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.dasllm.document.content.CurveChart;
import org.dasllm.document.content.CurveChart.Curve;
import org.dasllm.document.content.CurveChart.Line;
import org.dasllm.document.content.CurveChart.Point;
import org.jspecify.annotations.Nullable;

/**
 * Curves over a common axis. Where the pointer stands, the values there are shown: the picture has an invisible band for
 * each place, which a style makes speak, since the page runs no script.
 */
final class CurveDrawing {
    private static final double LEFT = 62;
    private static final double RIGHT = Drawing.WIDTH - 10;
    private static final double TOP = 30;
    private static final double BOTTOM = 236;
    private static final double HEIGHT = 284;

    /** More points than that are drawn as the means of neighbours. */
    private static final int MOST_POINTS = 400;

    /** A curve of no more points than that has dots. */
    private static final int MOST_DOTS = 40;

    private static final int MOST_BANDS = 70;
    private static final int MOST_MARKS_WITHOUT_LABEL = 40;

    private final CurveChart chart;
    private final List<Curve> curves;
    private final PlotScale across;
    private final PlotScale up;

    CurveDrawing(CurveChart chart) {
        this.chart = chart;
        this.curves = chart.curves().stream().map(CurveDrawing::thinned).toList();
        double[] x = values(true);
        double[] y = values(false);
        this.across =
                PlotScale.holding(chart.across().scale(), chart.across().unit(), least(x), most(x), LEFT, RIGHT - 6);
        this.up = PlotScale.holding(chart.up().scale(), chart.up().unit(), least(y), most(y), BOTTOM, TOP);
    }

    private double[] values(boolean horizontal) {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(point -> horizontal ? point.x() : point.y())
                .toArray();
    }

    private static double least(double[] values) {
        return DoubleStream.of(values).min().orElse(0);
    }

    private static double most(double[] values) {
        return DoubleStream.of(values).max().orElse(1);
    }

    private static Curve thinned(Curve curve) {
        int count = curve.points().size();
        int bucket = (count + MOST_POINTS - 1) / MOST_POINTS;
        if (bucket <= 1) {
            return curve;
        }
        List<Point> points = new ArrayList<>();
        for (int from = 0; from < count; from += bucket) {
            List<Point> some = curve.points().subList(from, Math.min(count, from + bucket));
            points.add(new Point(
                    some.get((some.size() - 1) / 2).x(),
                    some.stream().mapToDouble(Point::y).average().orElseThrow()));
        }
        return new Curve(curve.name(), curve.line(), points);
    }

    void draw(Markup out, String words) {
        Drawing drawing = Drawing.begin(out, HEIGHT, words);
        axes(drawing);
        marks(drawing);
        legend(drawing);
        // The faint curves first, so that the others lie over them.
        curves.stream().filter(curve -> curve.line() == Line.FAINT).forEach(curve -> curve(drawing, curve));
        curves.stream().filter(curve -> curve.line() != Line.FAINT).forEach(curve -> curve(drawing, curve));
        readings(drawing);
        drawing.end();
    }

    private void axes(Drawing drawing) {
        for (double tick : up.ticks()) {
            drawing.line(LEFT, up.at(tick), RIGHT, up.at(tick), "stroke=\"#ececea\" stroke-width=\"1\"");
            drawing.text(LEFT - 8, up.at(tick) + 4, 11.5, "end", Drawing.QUIET, up.format(tick));
        }
        for (double tick : across.ticks()) {
            double x = across.at(tick);
            drawing.line(x, BOTTOM, x, BOTTOM + 5, "stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"");
            drawing.text(x, BOTTOM + 18, 11.5, "middle", Drawing.QUIET, across.format(tick));
        }
        drawing.line(LEFT, BOTTOM, RIGHT, BOTTOM, "stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"");
        drawing.text(
                (LEFT + RIGHT) / 2,
                BOTTOM + 38,
                11.5,
                "middle",
                Drawing.QUIET,
                chart.across().title());
        drawing.text(0, 12, 11.5, "start", Drawing.QUIET, chart.up().title());
    }

    private void marks(Drawing drawing) {
        long bare =
                chart.marks().stream().filter(mark -> mark.label().isEmpty()).count();
        for (CurveChart.Mark mark : chart.marks()) {
            if (mark.label().isEmpty() && bare > MOST_MARKS_WITHOUT_LABEL) {
                continue;
            }
            double x = across.at(mark.x());
            boolean named = !mark.label().isEmpty();
            drawing.line(
                    x,
                    TOP,
                    x,
                    BOTTOM,
                    named
                            ? "stroke=\"" + Drawing.FAINT + "\" stroke-width=\"1.2\" stroke-dasharray=\"5 3\""
                            : "stroke=\"#dcdcd8\" stroke-width=\"1\" stroke-dasharray=\"2 3\"");
            if (named) {
                boolean right = x > (LEFT + RIGHT) / 2;
                drawing.text(
                        x + (right ? -5 : 5), TOP + 10, 11.5, right ? "end" : "start", Drawing.QUIET, mark.label());
            }
        }
    }

    private void legend(Drawing drawing) {
        if (curves.size() < 2) {
            return;
        }
        double x = RIGHT;
        for (int i = curves.size() - 1; i >= 0; i--) {
            Curve curve = curves.get(i);
            drawing.text(x, 12, 12, "end", Drawing.INK, curve.name());
            x -= 6.2 * curve.name().length() + 8;
            drawing.line(x - 18, 8, x, 8, stroke(curve));
            x -= 36;
        }
    }

    private static String stroke(Curve curve) {
        return switch (curve.line()) {
            case FIRST -> "stroke=\"" + Drawing.FIRST + "\" stroke-width=\"1.8\"";
            case SECOND -> "stroke=\"" + Drawing.SECOND + "\" stroke-width=\"1.8\"";
            case FAINT -> "stroke=\"#b9cfde\" stroke-width=\"1\"";
        };
    }

    private void curve(Drawing drawing, Curve curve) {
        List<double[]> places = curve.points().stream()
                .map(point -> new double[] {across.at(point.x()), up.at(point.y())})
                .toList();
        drawing.polyline(places, stroke(curve));
        if (places.size() <= MOST_DOTS) {
            String fill = "fill=\"" + (curve.line() == Line.SECOND ? Drawing.SECOND : Drawing.FIRST) + "\"";
            places.forEach(place -> drawing.circle(place[0], place[1], 3, fill));
        }
    }

    /** A band for each place of the curve with most points, or for as many as tell apart. */
    private void readings(Drawing drawing) {
        double[] places = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Point::x)
                .distinct()
                .sorted()
                .toArray();
        int every = (places.length + MOST_BANDS - 1) / MOST_BANDS;
        double from = LEFT;
        for (int i = 0; i < places.length; i += Math.max(1, every)) {
            int next = i + Math.max(1, every);
            double to = next < places.length ? (across.at(places[i]) + across.at(places[next])) / 2 : RIGHT;
            reading(drawing, places[Math.min(i + every / 2, places.length - 1)], from, to);
            from = to;
        }
    }

    private void reading(Drawing drawing, double place, double from, double to) {
        double x = across.at(place);
        List<String> lines = new ArrayList<>();
        lines.add(chart.across().title() + " " + across.format(place));
        for (Curve curve : curves) {
            Point point = lastUpTo(curve, place);
            if (point != null) {
                lines.add(curve.name() + " " + up.format(point.y())
                        + (point.x() == place || curve.points().size() > MOST_DOTS
                                ? ""
                                : " (" + across.format(point.x()) + ")"));
            }
        }
        double width = 6.1 * lines.stream().mapToInt(String::length).max().orElse(0) + 16;
        double left = x > (LEFT + RIGHT) / 2 ? x - width - 8 : x + 8;
        drawing.spot(new double[] {from, TOP, to - from, BOTTOM - TOP}, x, left, width, lines);
    }

    private static @Nullable Point lastUpTo(Curve curve, double place) {
        Point last = null;
        for (Point point : curve.points()) {
            if (point.x() <= place) {
                last = point;
            }
        }
        return last;
    }
}
