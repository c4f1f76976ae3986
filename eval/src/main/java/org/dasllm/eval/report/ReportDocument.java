package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Section;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.ExtractionReport;
import org.dasllm.eval.analysis.GradedReport;
import org.dasllm.eval.calibration.Calibration;
import org.dasllm.eval.tool.ToolReport;

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
                sections(report));
    }

    /** What the task and the plan do not ask for has no section. */
    private static List<Section> sections(EvaluationReport report) {
        List<Section> sections = new ArrayList<>(List.of(
                PlanSection.of(report), DataSection.of(report), ResultSection.of(report), PairedSection.of(report)));
        List<GradedReport> graded = report.graded();
        if (graded != null && !graded.isEmpty()) {
            sections.add(GradedSection.of(report, graded));
        }
        ExtractionReport extraction = report.extraction();
        if (extraction != null) {
            sections.add(ExtractionSection.of(extraction));
        }
        List<ToolReport> tools = report.tools();
        if (tools != null) {
            sections.add(ToolSection.of(tools));
        }
        Calibration calibration = report.calibration();
        if (calibration != null) {
            sections.add(CalibrationSection.of(report, calibration));
        }
        sections.add(SliceSection.of(report));
        if (report.bias() != null || report.panel() != null) {
            sections.add(BiasSection.of(report));
        }
        sections.addAll(List.of(ClassSection.of(report), OutputSection.of(report), ExampleSection.of(report)));
        sections.addAll(ProspectSections.of(report));
        sections.addAll(List.of(LimitSection.of(report), ProvenanceSection.of(report), SignatureSection.of(report)));
        return sections;
    }
}
