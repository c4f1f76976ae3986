package org.dasllm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dasllm.document.html.HtmlRenderer;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.report.ReportDocument;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        header = "Write the report's page anew from its figures.",
        description = {
            "Reads report.json, which holds every figure, and writes the same page that evaluate writes.",
            "Exit code 4 if its verdict is not \"non-inferior\"; the page is written all the same."
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REPORT.JSON", description = "an evaluation's report.json")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path report;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "where the page goes")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path out;

    @Override
    public Integer call() {
        EvaluationReport content = EvaluationReport.read(report);
        AtomicFile.writeString(out, HtmlRenderer.render(ReportDocument.of(content)));
        System.out.println(out);
        content.verdict().require(report);
        return ExitCode.DONE.number();
    }
}
