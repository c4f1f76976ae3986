package org.dasllm.document.content;

import java.util.List;

/**
 * Curves over a common axis, such as losses over steps.
 *
 * @param description what is shown, with the numbers that matter
 * @param across the horizontal axis
 * @param up the vertical axis
 * @param marks places on the horizontal axis
 */
public record CurveChart(String description, Axis across, Axis up, List<Curve> curves, List<Mark> marks)
        implements Chart {
    public CurveChart {
        curves = List.copyOf(curves);
        marks = List.copyOf(marks);
    }

    /** How values become places on an axis. */
    public enum Scale {
        /** From the least value to the largest. */
        LINEAR,
        /** From 0 to the largest value. */
        FROM_ZERO,
        /** Equal ratios have equal lengths. All values must be above 0. */
        LOGARITHMIC
    }

    /** How values are written. */
    public enum Unit {
        NUMBER,
        /** A share between 0 and 1. */
        PERCENT
    }

    /** @param title what the values are */
    public record Axis(String title, Scale scale, Unit unit) {}

    /** How a curve stands beside the others. */
    public enum Line {
        FIRST,
        SECOND,
        /** What a first curve is a mean of. */
        FAINT
    }

    /** @param points in the order of x */
    public record Curve(String name, Line line, List<Point> points) {
        public Curve {
            points = List.copyOf(points);
        }
    }

    /** Both finite. */
    public record Point(double x, double y) {}

    /**
     * A place that stands out.
     *
     * @param label empty where the place speaks for itself
     */
    public record Mark(double x, String label) {}

    @Override
    public void write(ChartWriter writer) {
        writer.curves(this);
    }

    @Override
    public Text words() {
        return Text.of(description);
    }
}
