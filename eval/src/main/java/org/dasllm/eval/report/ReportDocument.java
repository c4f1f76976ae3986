package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Section;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.ExtractionReport;
import org.dasllm.eval.analysis.GradedReport;
import org.dasllm.eval.calibration.Calibration;
import org.dasllm.eval.tool.ToolReport;

/** The evaluation as a document that people read and sign. */
public final class ReportDocument {
    /** The section that has all results in parts. */
    static final String RESULTS = "all-results";

    private ReportDocument() {}

    /** The document; the same report gives the same document. */
    public static Document of(EvaluationReport report) {
        return new Document(
                "Evaluation of " + report.plan().student(),
                "Das LLM · evaluation report",
                "Can " + report.plan().student() + " take its teacher’s place?",
                VerdictSection.of(report),
                sections(report));
    }

    private static List<Section> sections(EvaluationReport report) {
        List<Section> sections = new ArrayList<>();
        sections.add(StatementSection.of(report));
        sections.add(PlanSection.of(report));
        sections.add(DataSection.of(report));
        sections.add(results(report));
        sections.add(SliceSection.of(report));
        sections.add(BiasSection.of(report));
        sections.add(ContractSection.of(report));
        sections.add(FailureSection.of(report));
        sections.add(NotMeasuredSection.of(report));
        sections.add(LimitSection.of(report));
        sections.addAll(ProspectSections.of(report));
        sections.add(ProvenanceSection.of(report));
        sections.add(OutlineSection.of());
        sections.add(SignatureSection.of(report));
        return sections;
    }

    /** What the task and the plan do not ask for has no part. */
    private static Section results(EvaluationReport report) {
        List<Section> parts = new ArrayList<>(List.of(ResultSection.of(report), PairedSection.of(report)));
        List<GradedReport> graded = report.graded();
        if (graded != null && !graded.isEmpty()) {
            parts.add(GradedSection.of(report, graded));
        }
        ExtractionReport extraction = report.extraction();
        if (extraction != null) {
            parts.add(ExtractionSection.of(extraction));
        }
        List<ToolReport> tools = report.tools();
        if (tools != null) {
            parts.add(ToolSection.of(tools));
        }
        Calibration calibration = report.calibration();
        if (calibration != null) {
            parts.add(CalibrationSection.of(report, calibration));
        }
        parts.add(ClassSection.of(report));
        parts.add(OutputSection.of(report));
        return new Section(
                RESULTS,
                "Results",
                parts.stream()
                        .<Block>map(part -> new Block.Subsection(part.title(), part.blocks()))
                        .toList());
    }
}
