package org.dasllm.document.pdf;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The shapes of a drawing, as {@code org.dasllm.document.html} makes them: lines, rectangles, circles, simple paths and text. */
final class SvgShapes {
    private static final double USUAL_SIZE = 12;
    private static final Pattern STEP = Pattern.compile("([MLZ])([^MLZ]*)");
    private static final Pattern TURNED = Pattern.compile("translate\\((\\S+) (\\S+)\\) rotate\\((\\S+)\\)");

    private final Paper paper;
    private final EmbeddedFont plain;
    private final EmbeddedFont bold;

    SvgShapes(Paper paper, EmbeddedFont plain, EmbeddedFont bold) {
        this.paper = paper;
        this.plain = plain;
        this.bold = bold;
    }

    /** All shapes of a drawing, one over the other. */
    void draw(Element svg) {
        for (Node node = svg.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                shape(element);
            }
        }
    }

    /** @throws IllegalArgumentException for a kind of shape that no drawing of ours has */
    private void shape(Element element) {
        switch (element.getNodeName()) {
            case "g" -> {
                // What is shown under the pointer is nothing for paper.
            }
            case "line" ->
                paint(
                        element,
                        new Line2D.Double(
                                number(element, "x1"),
                                number(element, "y1"),
                                number(element, "x2"),
                                number(element, "y2")));
            case "rect" ->
                paint(
                        element,
                        new Rectangle2D.Double(
                                number(element, "x"),
                                number(element, "y"),
                                number(element, "width"),
                                number(element, "height")));
            case "circle" -> {
                double radius = number(element, "r");
                paint(
                        element,
                        new Ellipse2D.Double(
                                number(element, "cx") - radius,
                                number(element, "cy") - radius,
                                2 * radius,
                                2 * radius));
            }
            case "polyline" -> paint(element, polyline(element.getAttribute("points")));
            case "path" -> paint(element, path(element.getAttribute("d")));
            case "text" -> text(element);
            default -> throw new IllegalArgumentException("a drawing has a <" + element.getNodeName() + ">");
        }
    }

    private void paint(Element element, Shape shape) {
        String fill = element.getAttribute("fill");
        String stroke = element.getAttribute("stroke");
        if (!fill.isEmpty() && !fill.equals("none")) {
            paper.fill(shape, colour(fill));
        }
        if (!stroke.isEmpty() && !stroke.equals("none")) {
            double width = element.hasAttribute("stroke-width") ? number(element, "stroke-width") : 1;
            paper.draw(shape, colour(stroke), width, numbers(element.getAttribute("stroke-dasharray")));
        }
    }

    private static Path2D polyline(String points) {
        Path2D path = new Path2D.Double();
        double[] places = numbers(points.replace(',', ' '));
        for (int i = 0; i + 1 < places.length; i += 2) {
            if (i == 0) {
                path.moveTo(places[0], places[1]);
            } else {
                path.lineTo(places[i], places[i + 1]);
            }
        }
        return path;
    }

    private static Path2D path(String steps) {
        Path2D path = new Path2D.Double();
        Matcher matcher = STEP.matcher(steps);
        while (matcher.find()) {
            if (matcher.group(1).equals("Z")) {
                path.closePath();
                continue;
            }
            double[] place = numbers(matcher.group(2));
            if (matcher.group(1).equals("M")) {
                path.moveTo(place[0], place[1]);
            } else {
                path.lineTo(place[0], place[1]);
            }
        }
        return path;
    }

    private void text(Element element) {
        double size = element.hasAttribute("font-size") ? number(element, "font-size") : USUAL_SIZE;
        EmbeddedFont font = element.getAttribute("font-weight").equals("600") ? bold : plain;
        String words = element.getTextContent();
        double width = font.width(words, size);
        double shift = switch (element.getAttribute("text-anchor")) {
            case "middle" -> -width / 2;
            case "end" -> -width;
            default -> 0;
        };
        Matcher turned = TURNED.matcher(element.getAttribute("transform"));
        AffineTransform place = new AffineTransform();
        if (turned.matches()) {
            place.translate(Double.parseDouble(turned.group(1)), Double.parseDouble(turned.group(2)));
            place.rotate(Math.toRadians(Double.parseDouble(turned.group(3))));
        } else {
            place.translate(number(element, "x"), number(element, "y"));
        }
        place.translate(shift, 0);
        paper.fill(font.outline(words, size).createTransformedShape(place), colour(element.getAttribute("fill")));
    }

    private static Color colour(String name) {
        String digits = name.substring(1);
        if (digits.length() == 3) {
            digits = digits.replaceAll("(.)", "$1$1");
        }
        return new Color(Integer.parseInt(digits, 16));
    }

    private static double number(Element element, String name) {
        return Double.parseDouble(element.getAttribute(name));
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(each -> !each.isEmpty())
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
