package org.dasllm.trainer.metrics;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.document.html.HtmlRenderer;
import org.dasllm.format.io.AtomicFile;

/** curves.html: the curves of a run, and what the model answered before and after, on one page without script or network. */
public final class CurvesPage {
    private final Path file;
    private final SampleAnswers answers;

    /** @param answers as far as there are any; may be added to while the run goes on */
    public CurvesPage(Path file, SampleAnswers answers) {
        this.file = file;
        this.answers = answers;
    }

    /** Writes the page of all steps so far. */
    public void write(List<StepMetrics> metrics) {
        AtomicFile.writeString(file, html(metrics, answers.known()));
    }

    static String html(List<StepMetrics> metrics, List<SampleAnswer> answers) {
        return HtmlRenderer.render(CurvesDocument.of(metrics, answers));
    }
}
