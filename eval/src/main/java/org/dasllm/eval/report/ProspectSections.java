package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Section;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.cost.CostComparison;
import org.dasllm.eval.curve.LearningCurve;
import org.dasllm.eval.failure.FailureReport;

/** What would come after the evaluation: what the student should learn next, what more labels would bring, and what all of it costs. */
final class ProspectSections {
    private ProspectSections() {}

    /** Those for which the report has figures. */
    static List<Section> of(EvaluationReport report) {
        List<Section> sections = new ArrayList<>();
        FailureReport failures = report.failureGroups();
        if (failures != null) {
            sections.add(NextSection.of(report, failures));
        }
        LearningCurve curve = report.learningCurve();
        if (curve != null) {
            sections.add(LearningCurveSection.of(curve));
        }
        CostComparison cost = report.cost();
        if (cost != null) {
            sections.add(CostSection.of(cost));
        }
        return sections;
    }
}
