package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;

/** Where readers who work by a common outline find what they look for, and what they do not find here. */
final class OutlineSection {
    static final String ID = "outlines";
    private static final String NOT_HERE = "not in this report";

    private OutlineSection() {}

    static Section of() {
        return new Section(
                ID,
                "Where to find what common outlines ask for",
                List.of(
                        new Block.Paragraph("A help for finding things, no more. This report claims compliance with no"
                                + " law, standard or guidance; whether any of them applies, and whether what stands here"
                                + " is enough, is for people to judge."),
                        act(),
                        framework(),
                        card(),
                        new Block.Note(
                                "Annex IV as published in Regulation (EU) 2024/1689, without later amendments; NIST AI 100-1 (January 2023), the"
                                        + " subcategories that an evaluation can speak to; Mitchell et al., Model Cards for Model"
                                        + " Reporting, 2019.")));
    }

    private static Table act() {
        return table(
                "annex-iv",
                "EU AI Act, Annex IV: technical documentation",
                row(
                        "1(a) intended purpose, provider, version and its relation to earlier ones",
                        "the version as hashes; “dasllm report --against” compares it with an earlier one",
                        StatementSection.ID,
                        DataSection.ID),
                row("1(b) interaction with hardware, software and AI systems outside of it", NOT_HERE),
                row(
                        "1(c) versions of software and firmware, requirements of updates",
                        "of this program and of Java only",
                        ProvenanceSection.ID),
                row("1(d) forms in which it is placed on the market or put into service", NOT_HERE),
                row("1(e) hardware it is to run on", "only what it was evaluated on", ProvenanceSection.ID),
                row("1(f) pictures of products that it is a component of", NOT_HERE),
                row("1(g), (h) user interface, instructions for use", NOT_HERE),
                row(
                        "2(a) methods and steps of development, pre-trained systems and tools of others",
                        "the base model and data by their hashes; the steps are in the run’s manifest",
                        DataSection.ID),
                row(
                        "2(b) logic, choices and their reasons, what is optimised, expected output, trade-offs",
                        "what an answer is; nothing of the rest",
                        PlanSection.ID),
                row("2(c) architecture of the software, computational resources", NOT_HERE),
                row(
                        "2(d) training methods; data, their provenance, selection, labelling and cleaning",
                        "in outline; the dataset’s card has it",
                        DataSection.ID),
                row("2(e) assessment of the measures of human oversight", "as people state it", StatementSection.ID),
                row("2(f) pre-determined changes, and how compliance continues", NOT_HERE),
                row(
                        "2(g) validation and testing: data, metrics, robustness, discriminatory impacts, logs, signed reports",
                        "robustness is not measured; the log is predictions.jsonl",
                        PlanSection.ID,
                        DataSection.ID,
                        ReportDocument.RESULTS,
                        SliceSection.ID,
                        BiasSection.ID,
                        SignatureSection.ID),
                row("2(h) cybersecurity measures", NOT_HERE),
                row(
                        "3 capabilities and limitations, accuracy for groups, unintended outcomes, human oversight, input data",
                        "input data in outline",
                        DataSection.ID,
                        ReportDocument.RESULTS,
                        SliceSection.ID,
                        BiasSection.ID,
                        NotMeasuredSection.ID,
                        LimitSection.ID,
                        StatementSection.ID),
                row(
                        "4 appropriateness of the metrics",
                        "what they are; whether they are appropriate is for people to say",
                        PlanSection.ID),
                row("5 risk management system", NOT_HERE + "; risks as people state them", StatementSection.ID),
                row(
                        "6 changes that the provider makes through the lifecycle",
                        "“dasllm report --against” writes them; " + NOT_HERE),
                row("7 harmonised standards applied, or what was done in their place", NOT_HERE),
                row("8 EU declaration of conformity", NOT_HERE),
                row(
                        "9 evaluation after placing on the market, with the monitoring plan",
                        NOT_HERE + "; as people state it",
                        StatementSection.ID));
    }

    private static Table framework() {
        return table(
                "nist",
                "NIST AI Risk Management Framework 1.0",
                row("Govern 2.1 roles and responsibilities", "", StatementSection.ID, SignatureSection.ID),
                row("Govern, the rest: policies, culture, third parties", NOT_HERE),
                row("Map 1.1 intended purposes and context", "as people state it", StatementSection.ID),
                row("Map 2.1 tasks and how they are done", "what an answer is", PlanSection.ID),
                row("Map 2.2 limits of knowledge, oversight of output", "", LimitSection.ID, StatementSection.ID),
                row("Map 2.3 integrity of test and evaluation", "", PlanSection.ID, DataSection.ID),
                row("Map 3.5 processes of human oversight", "as people state it", StatementSection.ID),
                row(
                        "Map 5.1 likelihood and magnitude of impacts",
                        NOT_HERE + "; risks as people state them",
                        StatementSection.ID),
                row("Map, the rest", NOT_HERE),
                row("Measure 1.1 metrics, and what is not measured", "", PlanSection.ID, NotMeasuredSection.ID),
                row("Measure 2.1 test sets, metrics, tools", "", PlanSection.ID, DataSection.ID, ProvenanceSection.ID),
                row(
                        "Measure 2.3 performance under conditions like deployment",
                        "",
                        ReportDocument.RESULTS,
                        SliceSection.ID),
                row(
                        "Measure 2.5 valid and reliable, limits of generality",
                        "",
                        ReportDocument.RESULTS,
                        LimitSection.ID),
                row("Measure 2.11 fairness and bias", "", BiasSection.ID),
                row(
                        "Measure 2.6–2.10, 2.12: safety, security, transparency, explanation, privacy, environment",
                        NOT_HERE),
                row(
                        "Measure 1.2, 1.3, 2.2, 2.4, 2.13: review of the metrics, independent assessors, human subjects,"
                                + " monitoring in production, quality of the measuring itself",
                        NOT_HERE),
                row("Measure 3 and 4: risks over time, feedback", NOT_HERE),
                row("Manage 1.1 whether to proceed", "", SignatureSection.ID),
                row(
                        "Manage, the rest: treatment of risks, incidents, monitoring",
                        NOT_HERE + "; as people state it",
                        StatementSection.ID));
    }

    private static Table card() {
        return table(
                "model-card",
                "Model cards",
                row("Model details", "", DataSection.ID, ProvenanceSection.ID),
                row("Intended use", "", StatementSection.ID),
                row("Factors", "", SliceSection.ID, BiasSection.ID),
                row("Metrics", "", PlanSection.ID),
                row("Evaluation data", "", DataSection.ID),
                row("Training data", "in outline; the dataset’s card has it", DataSection.ID),
                row("Quantitative analyses", "", ReportDocument.RESULTS, SliceSection.ID, BiasSection.ID),
                row("Ethical considerations", "as people state them", StatementSection.ID),
                row("Caveats and recommendations", "", LimitSection.ID, NotMeasuredSection.ID));
    }

    private static Table table(String id, String caption, Table.Row... rows) {
        return new Table(
                id, caption, List.of(Table.Column.words("It asks for"), Table.Column.words("Found in")), List.of(rows));
    }

    private static Table.Row row(String item, String remark, String... sections) {
        Text where = Text.EMPTY;
        for (int i = 0; i < sections.length; i++) {
            where = (i == 0 ? where : where.and("; ")).andReference(sections[i]);
        }
        Text found = remark.isEmpty() ? where : sections.length == 0 ? Text.of(remark) : where.and(" (" + remark + ")");
        List<Table.Cell> cells = new ArrayList<>(List.of(Table.Cell.of(item)));
        cells.add(new Table.Cell(found, false));
        return new Table.Row(Table.Style.PLAIN, cells);
    }
}
