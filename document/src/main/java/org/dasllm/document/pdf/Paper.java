package org.dasllm.document.pdf;

import com.openhtmltopdf.css.parser.FSRGBColor;
import com.openhtmltopdf.extend.OutputDevice;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;

/**
 * Where a drawing's shapes go on a page.
 *
 * @param place from the drawing's units to the page's dots
 */
record Paper(OutputDevice device, AffineTransform place) {
    void fill(Shape shape, Color colour) {
        device.setColor(rgb(colour));
        device.fill(place.createTransformedShape(shape));
    }

    /** @param dashes lengths of strokes and gaps; none for a whole line */
    void draw(Shape shape, Color colour, double width, double... dashes) {
        device.setColor(rgb(colour));
        device.setStroke(stroke((float) (width * place.getScaleX()), dashes));
        device.draw(place.createTransformedShape(shape));
    }

    private BasicStroke stroke(float width, double[] dashes) {
        if (dashes.length == 0) {
            return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
        }
        float[] pattern = new float[dashes.length];
        for (int i = 0; i < dashes.length; i++) {
            pattern[i] = (float) (dashes[i] * place.getScaleX());
        }
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, pattern, 0);
    }

    private static FSRGBColor rgb(Color colour) {
        return new FSRGBColor(colour.getRed(), colour.getGreen(), colour.getBlue());
    }
}
