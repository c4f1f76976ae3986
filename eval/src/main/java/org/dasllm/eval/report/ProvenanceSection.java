package org.dasllm.eval.report;

import static org.dasllm.document.content.Text.code;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Block.Fact;
import org.dasllm.document.content.Section;
import org.dasllm.eval.analysis.EvaluationReport;

/** What made the numbers, so that they can be made again. */
final class ProvenanceSection {
    static final String ID = "provenance";

    private ProvenanceSection() {}

    static Section of(EvaluationReport report) {
        List<Fact> facts = new ArrayList<>();
        report.provenance().forEach((name, value) -> facts.add(new Fact(name, code(value))));
        facts.add(new Fact("plan.sha256", code(report.planSha256())));
        facts.add(new Fact("test.sha256", code(report.plan().testSha256())));
        facts.add(new Fact("train.sha256", code(report.plan().trainSha256())));
        return new Section(
                ID,
                "Reproduction",
                List.of(
                        new Block.Facts(facts),
                        new Block.Paragraph("report.json holds every number of these pages, predictions.jsonl every"
                                + " answer with who was right, plan.json what was asked. In the evaluation’s folder:"),
                        new Block.Code("""
                                sha256sum -c plan.sha256              # the plan is the one that was fixed
                                dasllm report . --out again.html      # the same pages from report.json alone
                                dasllm evaluate RUN.yaml              # judges again; asks only what is missing"""),
                        new Block.Note(
                                "The same files give the same report, byte for byte: intervals that are drawn by"
                                        + " resampling are seeded by the hash of the questions. The PDF has report.json attached.")));
    }
}
