package org.dasllm.document.pdf;

import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.awt.geom.Path2D;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** A typeface of ours: nothing of the machine's fonts is used, so that a page is the same everywhere. */
final class EmbeddedFont {
    private final byte[] bytes;
    private final TrueTypeFont font;
    private final CmapLookup characters;

    private EmbeddedFont(byte[] bytes) throws IOException {
        this.bytes = bytes;
        this.font = new TTFParser().parse(new RandomAccessReadBuffer(bytes));
        this.characters = font.getUnicodeCmapLookup();
    }

    /** @param name of the file among the resources */
    static EmbeddedFont load(String name) {
        try {
            return new EmbeddedFont(Resource.bytes("fonts/" + name));
        } catch (IOException e) {
            throw new UncheckedIOException("the typeface " + name + " cannot be read", e);
        }
    }

    TrueTypeFont font() {
        return font;
    }

    ByteArrayInputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /** The outlines of a line of text that begins at (0, 0), {@code size} high; y grows downwards. */
    Path2D outline(String text, double size) {
        try {
            double scale = size / font.getUnitsPerEm();
            GeneralPath line = new GeneralPath();
            double x = 0;
            for (int character : text.codePoints().toArray()) {
                int glyph = characters.getGlyphId(character);
                GeneralPath path = path(glyph);
                path.transform(new AffineTransform(scale, 0, 0, -scale, x, 0));
                line.append(path, false);
                x += scale * font.getAdvanceWidth(glyph);
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("a typeface cannot be read", e);
        }
    }

    /** How far a line of text reaches. */
    double width(String text, double size) {
        try {
            double units = 0;
            for (int character : text.codePoints().toArray()) {
                units += font.getAdvanceWidth(characters.getGlyphId(character));
            }
            return units * size / font.getUnitsPerEm();
        } catch (IOException e) {
            throw new UncheckedIOException("a typeface cannot be read", e);
        }
    }

    private GeneralPath path(int glyph) throws IOException {
        var data = font.getGlyph().getGlyph(glyph);
        return data == null ? new GeneralPath() : data.getPath();
    }
}
