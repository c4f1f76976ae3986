package org.dasllm.eval.report;

import java.util.List;
import java.util.Map;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.plan.ReportConfig;

/** What only people can say. */
final class StatementSection {
    static final String ID = "intended-use";
    private static final String PLACE = "evaluate.report.";

    /** In the order of the configuration. */
    private static final Map<String, String> NAMES = Map.of(
            "intended_use", "Intended use",
            "out_of_scope", "Uses it is not meant for",
            "affected_people", "People on whom it is used",
            "owner", "Owner, who answers for the system",
            "data_rights", "By what right the data are used",
            "risks", "Foreseeable unintended outcomes and risks",
            "human_oversight", "Human oversight",
            "monitoring", "Monitoring in operation, and the next evaluation");

    private StatementSection() {}

    static Section of(EvaluationReport report) {
        Map<String, String> said = report.statements();
        List<Block.Statement> statements = ReportConfig.EMPTY.statements().keySet().stream()
                .map(key -> new Block.Statement(
                        NAMES.getOrDefault(key, key), said == null ? "" : said.getOrDefault(key, ""), PLACE + key))
                .toList();
        return new Section(
                ID,
                "Intended use and responsibility",
                List.of(
                        new Block.Statements(statements),
                        new Block.Note("These are statements of people, filled in under evaluate.report in the run’s"
                                + " configuration; no figure of this report comes from them or proves them. A report"
                                + " with an empty place is not to be signed.")));
    }
}
