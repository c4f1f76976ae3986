package org.dasllm.eval.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.document.content.Document;
import org.dasllm.document.html.HtmlRenderer;
import org.dasllm.document.markdown.MarkdownRenderer;
import org.dasllm.document.pdf.Attachment;
import org.dasllm.document.pdf.PdfRenderer;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.plan.PlanFolder;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;

/** The report in its four forms. The same report gives the same bytes in each of them. */
public final class ReportFiles {
    private ReportFiles() {}

    /** Writes report.json, report.html, report.md and report.pdf; report.json is inside the PDF too. */
    public static void write(Path folder, EvaluationReport report) {
        byte[] figures = figures(report);
        Document document = ReportDocument.of(report);
        byte[] pages = pdf(document, figures);
        AtomicFile.writeString(folder.resolve(PlanFolder.REPORT_HTML), HtmlRenderer.render(document));
        AtomicFile.writeString(folder.resolve(PlanFolder.REPORT_MARKDOWN), MarkdownRenderer.render(document));
        AtomicFile.write(folder.resolve(PlanFolder.REPORT_PDF), out -> out.write(pages));
        AtomicFile.write(folder.resolve(PlanFolder.REPORT_JSON), out -> out.write(figures));
    }

    private static byte[] figures(EvaluationReport report) {
        return Json.pretty(report).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] pdf(Document document, byte[] figures) {
        return PdfRenderer.render(
                document, List.of(new Attachment(PlanFolder.REPORT_JSON, "application/json", "Every figure", figures)));
    }
}
