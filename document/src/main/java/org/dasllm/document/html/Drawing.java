package org.dasllm.document.html;

import java.util.List;
import java.util.Locale;
import org.dasllm.document.content.Range;

/** An SVG picture of the width of the page, in units of about a pixel. */
final class Drawing {
    static final double WIDTH = 780;
    static final String INK = "#1a1a1a";
    static final String QUIET = "#5c5c5c";
    static final String FIRST = "#0067a5";
    static final String SECOND = "#b34700";
    static final String FAINT = "#8a8a8a";

    private final Markup out;

    private Drawing(Markup out) {
        this.out = out;
    }

    /** @param description what the picture says, for who cannot see it */
    static Drawing begin(Markup out, double height, String description) {
        out.raw(format("<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", WIDTH, height))
                .text(description)
                .raw("\">\n");
        return new Drawing(out);
    }

    void end() {
        out.raw("</svg>\n");
    }

    void line(double x1, double y1, double x2, double y2, String style) {
        out.raw(format("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", x1, y1, x2, y2, style));
    }

    void rectangle(double x, double y, double width, double height, String style) {
        out.raw(format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s/>\n", x, y, width, height, style));
    }

    /** @param places x and y of each corner */
    void polyline(List<double[]> places, String style) {
        StringBuilder points = new StringBuilder();
        places.forEach(place -> points.append(format("%.1f,%.1f ", place[0], place[1])));
        out.raw("<polyline fill=\"none\" " + style + " points=\""
                + points.toString().trim() + "\"/>\n");
    }

    /**
     * Lines in a box, seen only while the pointer is in a band; the page's style says how they look.
     *
     * @param band left, top, width and height
     * @param place where a line stands from the band's top to its bottom
     * @param left of the box
     * @param width of the box
     */
    void spot(double[] band, double place, double left, double width, List<String> lines) {
        double top = band[1];
        out.raw(format(
                "<g class=\"spot\"><rect class=\"band\" x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\"/>"
                        + "<g class=\"reading\"><path d=\"M%.1f %.0fv%.0f\"/>"
                        + "<rect x=\"%.1f\" y=\"%.0f\" width=\"%.0f\" height=\"%d\"/>",
                band[0], top, band[2], band[3], place, top, band[3], left, top + 18, width, 16 * lines.size() + 8));
        for (int i = 0; i < lines.size(); i++) {
            out.raw(format("<text x=\"%.1f\" y=\"%.0f\">", left + 8, top + 34 + 16 * i))
                    .text(lines.get(i))
                    .raw("</text>");
        }
        out.raw("</g></g>\n");
    }

    void circle(double x, double y, double radius, String style) {
        out.raw(format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" %s/>\n", x, y, radius, style));
    }

    void diamond(double x, double y, double radius, String style) {
        out.raw(format(
                "<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fL%.1f %.1fZ\" %s/>\n",
                x, y - radius, x + radius, y, x, y + radius, x - radius, y, style));
    }

    /** @param anchor start, middle or end */
    void text(double x, double y, double size, String anchor, String fill, String text) {
        out.raw(format(
                        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">",
                        x, y, size, anchor, fill))
                .text(text)
                .raw("</text>\n");
    }

    void boldText(double x, double y, double size, String anchor, String fill, String text) {
        out.raw(format(
                        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" font-weight=\"600\" text-anchor=\"%s\" fill=\"%s\">",
                        x, y, size, anchor, fill))
                .text(text)
                .raw("</text>\n");
    }

    /** A text that climbs to the right, its start at (x, y). */
    void slanted(double x, double y, double size, String text) {
        out.raw(format(
                        "<text transform=\"translate(%.1f %.1f) rotate(-42)\" font-size=\"%.1f\" fill=\"%s\">",
                        x, y, size, INK))
                .text(text)
                .raw("</text>\n");
    }

    /** A confidence interval: a bar with end strokes, or with an arrowhead where it leaves the axis. */
    void interval(Axis axis, Range interval, double y, double thickness, String colour) {
        String stroke = format("stroke=\"%s\" stroke-width=\"%.1f\"", colour, thickness);
        double left = axis.at(interval.lower());
        double right = axis.at(interval.upper());
        line(left, y, right, y, stroke);
        end(axis, interval.lower(), left, y, -1, stroke);
        end(axis, interval.upper(), right, y, 1, stroke);
    }

    private void end(Axis axis, double value, double x, double y, int direction, String stroke) {
        if (axis.holds(value)) {
            line(x, y - 4.5, x, y + 4.5, stroke);
        } else {
            out.raw(format(
                    "<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1f\" fill=\"none\" %s/>\n",
                    x - 5 * direction, y - 4, x, y, x - 5 * direction, y + 4, stroke));
        }
    }

    static String shorten(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }

    /** A tick of an axis of differences, in percentage points. */
    static String points(double difference) {
        String text = format("%.1f", Math.abs(difference * 100)).replaceAll("\\.0$", "");
        return text.equals("0") ? "0" : (difference < 0 ? "−" : "+") + text;
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
