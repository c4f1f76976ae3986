package org.dasllm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dasllm.document.content.Document;
import org.dasllm.document.html.HtmlRenderer;
import org.dasllm.document.markdown.MarkdownRenderer;
import org.dasllm.document.pdf.Attachment;
import org.dasllm.document.pdf.PdfRenderer;
import org.dasllm.eval.against.DifferenceDocument;
import org.dasllm.eval.against.ReportDifference;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.plan.PlanFolder;
import org.dasllm.eval.report.ReportDocument;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.signature.SignatureFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        header = "Write a report anew from its figures, or its difference to an earlier one.",
        description = {
            "Reads report.json, which holds every figure, and writes the same pages that evaluate writes. The "
                    + "ending of --out says in which form: .html, .md, .pdf (PDF/A with the figures attached) or .json.",
            "With --against the difference to an earlier report is written instead: verdict, endpoints, slices, "
                    + "groups, what was asked, hashes of data and models, statements of people.",
            "Exit code 4 if the (later) verdict is not \"non-inferior\"; the pages are written all the same."
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REPORT", description = "an evaluation's folder, or its report.json")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path report;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = {
                "where the pages go; may be repeated (default: report.html, .md and .pdf beside report.json,",
                "with --against difference.html, .md and .json)"
            })
    private List<Path> out = new ArrayList<>();

    @Option(
            names = "--against",
            paramLabel = "EARLIER",
            description = "the folder of an earlier evaluation, or its report.json")
    private @Nullable Path against;

    @Option(names = "--json", description = "print the figures, or with --against the difference, to standard output")
    private boolean json;

    /** What is written in some form. */
    private record Pages(Document document, Object figures, String name, List<String> usual) {}

    @Override
    public Integer call() {
        Path file = file(report);
        EvaluationReport content = EvaluationReport.read(file);
        Pages pages = against == null
                ? new Pages(ReportDocument.of(content), content, "report", List.of(".html", ".md", ".pdf"))
                : difference(EvaluationReport.read(file(against)), content);
        for (Path target : targets(file, pages)) {
            write(target, pages);
            if (!json) {
                System.out.println(target);
            }
        }
        if (json) {
            JsonNode figures = Json.mapper().valueToTree(pages.figures());
            System.out.print(Json.pretty(figures));
        }
        content.verdict().require(file);
        return ExitCode.DONE.number();
    }

    private static Path file(Path given) {
        return Files.isDirectory(given) ? given.resolve(PlanFolder.REPORT_JSON) : given;
    }

    private static Pages difference(EvaluationReport earlier, EvaluationReport later) {
        ReportDifference difference = ReportDifference.of(earlier, later);
        return new Pages(
                DifferenceDocument.of(earlier, later, difference),
                difference,
                "difference",
                List.of(".html", ".md", ".json"));
    }

    private List<Path> targets(Path file, Pages pages) {
        if (!out.isEmpty() || json) {
            return out;
        }
        Path signed = file.resolveSibling(SignatureFiles.FOLDER);
        if (Files.isDirectory(signed)) {
            throw DasllmException.input(
                    "The folder of " + file
                            + " is signed, and would no longer be as it was signed with other files in it",
                    "Name a place elsewhere with --out FILE." + (against == null ? "pdf" : "html"));
        }
        return pages.usual().stream()
                .map(ending -> file.resolveSibling(pages.name() + ending))
                .toList();
    }

    private static void write(Path target, Pages pages) {
        String name = target.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".pdf")) {
            byte[] figures = Json.pretty(pages.figures()).getBytes(StandardCharsets.UTF_8);
            byte[] pdf = PdfRenderer.render(
                    pages.document(),
                    List.of(new Attachment(pages.name() + ".json", "application/json", "Every figure", figures)));
            AtomicFile.write(target, stream -> stream.write(pdf));
        } else if (name.endsWith(".md")) {
            AtomicFile.writeString(target, MarkdownRenderer.render(pages.document()));
        } else if (name.endsWith(".json")) {
            AtomicFile.writeString(target, Json.pretty(pages.figures()));
        } else {
            AtomicFile.writeString(target, HtmlRenderer.render(pages.document()));
        }
    }
}
