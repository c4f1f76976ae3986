package org.dasllm.eval.report;

import static org.dasllm.document.content.Text.code;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Block.Fact;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;

/** What made the numbers, so that they can be made again; and where they belong in a file on the model. */
final class ProvenanceSection {
    private ProvenanceSection() {}

    static Section of(EvaluationReport report) {
        List<Fact> facts = new ArrayList<>();
        report.provenance().forEach((name, value) -> facts.add(new Fact(name, code(value))));
        facts.add(new Fact("plan.sha256", code(report.planSha256())));
        facts.add(new Fact("test.sha256", code(report.plan().testSha256())));
        facts.add(new Fact("train.sha256", code(report.plan().trainSha256())));
        return new Section(
                "provenance",
                "Provenance",
                List.of(
                        new Block.Facts(facts),
                        new Block.Note("report.json holds every number of this page, predictions.jsonl every answer."
                                + " “sha256sum -c plan.sha256” checks the plan."),
                        outlines(),
                        new Block.Note("A help for finding things. This page claims compliance with no law, standard or"
                                + " guidance.")));
    }

    private static Table outlines() {
        return new Table(
                "outlines",
                "Where these sections fit in common outlines",
                List.of(
                        Table.Column.words("Section"),
                        Table.Column.words("EU AI Act, Annex IV"),
                        Table.Column.words("NIST AI RMF"),
                        Table.Column.words("Model card")),
                List.of(
                        row(
                                sections(PlanSection.ID, ResultSection.ID, PairedSection.ID),
                                "2(g) testing, 4 metrics",
                                "Measure 2.1, 2.3",
                                "Metrics"),
                        row(sections(DataSection.ID), "2(g) test data", "Measure 2.1", "Evaluation data"),
                        row(
                                sections(SliceSection.ID, ClassSection.ID),
                                "3 accuracy for groups",
                                "Measure 2.3, 2.11",
                                "Quantitative analyses"),
                        row(
                                sections(OutputSection.ID, LimitSection.ID),
                                "3 limitations",
                                "Measure 2.5",
                                "Caveats and recommendations")));
    }

    private static Text sections(String first, String... others) {
        Text text = Text.reference(first);
        for (String other : others) {
            text = text.and("; ").andReference(other);
        }
        return text;
    }

    private static Table.Row row(Text sections, String act, String framework, String card) {
        return new Table.Row(Table.Style.PLAIN, List.of(new Table.Cell(sections, false)))
                .and(Table.Cell.of(act))
                .and(Table.Cell.of(framework))
                .and(Table.Cell.of(card));
    }
}
