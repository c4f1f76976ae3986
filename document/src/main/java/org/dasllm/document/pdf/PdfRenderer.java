package org.dasllm.document.pdf;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.dasllm.document.content.Document;
import org.dasllm.document.html.HtmlRenderer;

/**
 * A document as PDF/A-3u: A4 pages with numbers and bookmarks, typefaces inside, files attached. The same document with the same files
 * gives the same bytes, on any machine and at any time: there is no date in it, and its identifier is made of its content.
 */
public final class PdfRenderer {
    private static final int REGULAR = 400;
    private static final int BOLD = 700;

    private PdfRenderer() {}

    /** The file's bytes. Characters that the typefaces lack are replaced by a visible sign. */
    public static byte[] render(Document document, List<Attachment> attachments) {
        XRLog.setLoggingEnabled(false);
        String page = HtmlRenderer.render(document, style(document));
        try (PdfBoxRenderer renderer = builder(page).buildPdfRenderer()) {
            renderer.createPDFWithoutClosing();
            PDDocument pdf = renderer.getPdfDocument();
            ArchiveForm.give(pdf, document, page, attachments);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            pdf.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a PDF cannot be made in memory", e);
        }
    }

    private static PdfRendererBuilder builder(String page) {
        EmbeddedFont plain = EmbeddedFont.load("DejaVuSansCondensed.ttf");
        EmbeddedFont bold = EmbeddedFont.load("DejaVuSansCondensed-Bold.ttf");
        EmbeddedFont mono = EmbeddedFont.load("DejaVuSansMono.ttf");
        FontMappers.set(new OwnFonts(plain.font()));
        PdfRendererBuilder builder = new PdfRendererBuilder();
        builder.useFastMode();
        builder.useFont(plain::stream, "Text", REGULAR, FontStyle.NORMAL, true);
        builder.useFont(bold::stream, "Text", BOLD, FontStyle.NORMAL, true);
        builder.useFont(mono::stream, "Code", REGULAR, FontStyle.NORMAL, true);
        builder.useSVGDrawer(new ChartDrawer(plain, bold));
        builder.useReplacementText("\uFFFD");
        builder.usePdfAConformance(PdfRendererBuilder.PdfAConformance.PDFA_3_U);
        builder.useColorProfile(Resource.bytes("sRGB-v2-magic.icc"));
        builder.useExternalResourceAccessControl(
                (address, kind) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
        builder.withW3cDocument(PageTree.of(page), null);
        return builder;
    }

    private static String style(Document document) {
        String name = document.name().replaceAll("[\\p{Cntrl}\"\\\\<>&]", " ");
        return new String(Resource.bytes("pdf.css"), StandardCharsets.UTF_8).replace("{name}", name);
    }
}
