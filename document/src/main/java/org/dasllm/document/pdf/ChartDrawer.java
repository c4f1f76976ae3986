package org.dasllm.document.pdf;

import com.openhtmltopdf.css.sheet.FontFaceRule;
import com.openhtmltopdf.css.style.CssContext;
import com.openhtmltopdf.extend.OutputDevice;
import com.openhtmltopdf.extend.SVGDrawer;
import com.openhtmltopdf.layout.SharedContext;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.render.Box;
import com.openhtmltopdf.render.RenderingContext;
import java.awt.geom.AffineTransform;
import java.io.File;
import java.util.List;
import org.w3c.dom.Element;

/** Puts the page's drawings on paper. They are ours, and use few kinds of shapes; a library for all of SVG would be 10 MB. */
final class ChartDrawer implements SVGDrawer {
    private final EmbeddedFont plain;
    private final EmbeddedFont bold;

    ChartDrawer(EmbeddedFont plain, EmbeddedFont bold) {
        this.plain = plain;
        this.bold = bold;
    }

    /**
     * @param width in dots, as the style says
     * @param height negative where the style says nothing of it
     */
    @Override
    public SVGImage buildSVGImage(
            Element svg, Box box, CssContext context, double width, double height, double dotsPerPixel) {
        String[] view = svg.getAttribute("viewBox").split(" ", -1);
        double units = Double.parseDouble(view[2]);
        double high = Double.parseDouble(view[3]);
        double wide = width > 0 ? width : units * dotsPerPixel;
        return new Picture(svg, plain, bold, wide, wide * high / units, wide / units);
    }

    /** @param scale dots in a unit of the drawing */
    private record Picture(
            Element svg, EmbeddedFont plain, EmbeddedFont bold, double width, double height, double scale)
            implements SVGImage {
        @Override
        public int getIntrinsicWidth() {
            return (int) Math.round(width);
        }

        @Override
        public int getIntrinsicHeight() {
            return (int) Math.round(height);
        }

        @Override
        public void drawSVG(OutputDevice device, RenderingContext context, double x, double y) {
            AffineTransform place = AffineTransform.getTranslateInstance(x, y);
            place.scale(scale, scale);
            new SvgShapes(new Paper(device, place), plain, bold).draw(svg);
        }
    }

    @Override
    public void importFontFaceRules(List<FontFaceRule> rules, SharedContext context) {}

    @Override
    public void addFontFile(File file, String family, Integer weight, FontStyle style) {}

    @Override
    public void close() {}
}
