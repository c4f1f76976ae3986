package org.dasllm.document.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Numbering;
import org.dasllm.document.content.Section;

/**
 * A document as one page that can be printed on A4 and signed. It carries its style and figures in itself, runs nothing and
 * asks the network for nothing. The markup is well-formed XML as well, so that other renderers can read it.
 */
public final class HtmlRenderer {
    /** A short page needs no list of its sections. */
    private static final int LEAST_FOR_CONTENTS = 6;

    private HtmlRenderer() {}

    /** The page; the same document gives the same page. */
    public static String render(Document document) {
        return render(document, style());
    }

    /**
     * The page under another style.
     *
     * @param style CSS of our own
     */
    public static String render(Document document, String style) {
        Markup out = new Markup();
        out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\""
                        + " content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
                .element("title", document.name())
                .raw("\n<style>\n")
                .raw(style)
                .raw("</style>\n</head>\n<body>\n<header>\n")
                .element("p class=\"kind\"", document.kind())
                .element("h1", document.title())
                .raw("\n</header>\n<main>\n");
        HtmlBlocks blocks = new HtmlBlocks(out, Numbering.of(document));
        document.summary().forEach(block -> block.write(blocks));
        contents(out, document);
        int number = 0;
        for (Section section : document.sections()) {
            number++;
            out.raw("<section aria-labelledby=\"section-" + number + "\">\n<h2 id=\"section-" + number
                            + "\"><span class=\"number\">" + number + "</span>")
                    .text(section.title())
                    .raw("</h2>\n");
            section.blocks().forEach(block -> block.write(blocks));
            out.raw("</section>\n");
        }
        return out.raw("</main>\n</body>\n</html>\n").toString();
    }

    private static void contents(Markup out, Document document) {
        if (document.sections().size() < LEAST_FOR_CONTENTS) {
            return;
        }
        out.raw("<nav aria-label=\"Contents\">\n<p class=\"contents\">Contents</p>\n<ol>\n");
        int number = 0;
        for (Section section : document.sections()) {
            number++;
            out.raw("<li><a href=\"#section-" + number + "\">")
                    .text(section.title())
                    .raw("</a></li>\n");
        }
        out.raw("</ol>\n</nav>\n");
    }

    private static String style() {
        try (InputStream in = HtmlRenderer.class.getResourceAsStream("document.css")) {
            if (in == null) {
                throw new IllegalStateException("document.css is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("document.css cannot be read", e);
        }
    }
}
