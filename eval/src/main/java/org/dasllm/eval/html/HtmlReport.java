package org.dasllm.eval.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.dasllm.eval.analysis.EvaluationReport;

/**
 * The evaluation as one page that can be printed on A4 and signed. It carries its style and figures in itself, runs
 * nothing and asks the network for nothing.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /** The page; the same report gives the same page. */
    public static String render(EvaluationReport report) {
        Markup out = new Markup();
        out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\""
                        + " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .element("title", "Evaluation of " + report.plan().student())
                .raw("\n<style>\n")
                .raw(style())
                .raw("</style>\n</head>\n<body>\n<header>\n")
                .element("p class=kind", "Das LLM · evaluation report")
                .element("h1", "Can " + report.plan().student() + " take its teacher’s place?")
                .raw("\n</header>\n<main>\n");
        VerdictSection.write(out, report);
        PlanSection.write(out, report);
        DataSection.write(out, report);
        ResultSection.write(out, report);
        PairedSection.write(out, report);
        SliceSection.write(out, report);
        ClassSection.write(out, report);
        OutputSection.write(out, report);
        ExampleSection.write(out, report);
        LimitSection.write(out, report);
        ProvenanceSection.write(out, report);
        SignatureSection.write(out, report);
        return out.raw("</main>\n</body>\n</html>\n").toString();
    }

    static void heading(Markup out, int number, String title) {
        out.raw("<h2><span class=number>" + number + "</span>").text(title).raw("</h2>\n");
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read", e);
        }
    }
}
