package org.dasllm.eval.report;

import java.util.List;
import org.dasllm.document.content.Document;
import org.dasllm.eval.analysis.EvaluationReport;

/** The evaluation as a document that people read and sign. */
public final class ReportDocument {
    private ReportDocument() {}

    /** The document; the same report gives the same document. */
    public static Document of(EvaluationReport report) {
        return new Document(
                "Evaluation of " + report.plan().student(),
                "Das LLM · evaluation report",
                "Can " + report.plan().student() + " take its teacher’s place?",
                VerdictSection.of(report),
                List.of(
                        PlanSection.of(report),
                        DataSection.of(report),
                        ResultSection.of(report),
                        PairedSection.of(report),
                        SliceSection.of(report),
                        ClassSection.of(report),
                        OutputSection.of(report),
                        ExampleSection.of(report),
                        LimitSection.of(report),
                        ProvenanceSection.of(report),
                        SignatureSection.of(report)));
    }
}
