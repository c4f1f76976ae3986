package org.dasllm.dataset.curate;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.dataset.gate.Gate;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Block.Fact;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Table.Column;
import org.dasllm.document.content.Table.Row;
import org.dasllm.document.content.Text;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Split;

/** The card as a document for people. */
final class CardDocument {
    private CardDocument() {}

    /** The document; the same card gives the same document. */
    static Document of(DatasetCard card) {
        List<Section> sections = new ArrayList<>(List.of(splits(card), FlowSection.of(card)));
        sections.addAll(DetailSections.of(card));
        sections.addAll(ValueSections.of(card));
        sections.add(inputs(card));
        sections.add(new Section(
                "configuration", "Configuration", List.of(new Block.Code(Json.pretty(card.configuration())))));
        return new Document("Dataset card", "Das LLM · curation", "Dataset card", summary(card), sections);
    }

    private static List<Block> summary(DatasetCard card) {
        return List.of(
                new Block.Paragraph(card.lines()
                        + " lines were read. Each is in one split below, or in quarantine/ with a reason."),
                new Block.Paragraph("An answer is "
                        + (card.task() == null ? "any text" : card.task().inWords()) + "."));
    }

    private static Section splits(DatasetCard card) {
        List<Row> rows = new ArrayList<>();
        for (String name : Split.labels()) {
            DatasetCard.Split split = split(card, name);
            rows.add(Row.of(name, Long.toString(split.rows()), Long.toString(split.groups()))
                    .and(new Table.Cell(Text.code(split.contentHash()), false)));
        }
        Table table = new Table(
                "splits",
                "Rows of the splits",
                List.of(
                        Column.words("split"),
                        Column.numbers("rows"),
                        Column.numbers("groups"),
                        Column.words("content hash (SHA-256)")),
                rows);
        // Where the card says what the split guarantees, the checks stand there.
        List<Block> blocks = new ArrayList<>(List.of(table));
        if (card.details() == null) {
            blocks.add(checks(card));
        }
        if (!card.gates().isEmpty()) {
            blocks.add(new Block.Subsection("Gates", List.of(gates(card))));
        }
        return new Section("splits-section", "Splits", blocks);
    }

    /** What was looked for across the splits, and found. */
    static Table checks(DatasetCard card) {
        return new Table(
                "leakage-checks",
                "Leakage checks",
                List.of(Column.words("looked for"), Column.numbers("found"), Column.words("")),
                card.leakageChecks().stream()
                        .map(check -> Row.of(
                                check.name(), Long.toString(check.found()), check.holds() ? "holds" : "DOES NOT HOLD"))
                        .toList());
    }

    private static Table gates(DatasetCard card) {
        return new Table(
                "gates",
                card.gates().stream().allMatch(Gate::holds)
                        ? "The gates that are set; all hold"
                        : "The gates that are set; where one does not hold, the dataset was not taken",
                List.of(Column.words("gate"), Column.words("found"), Column.words("limit"), Column.words("holds")),
                card.gates().stream()
                        .map(gate -> Row.of(gate.name(), gate.found(), gate.limit(), gate.holds() ? "yes" : "NO"))
                        .toList());
    }

    private static Section inputs(DatasetCard card) {
        List<Row> rows = card.inputs().stream()
                .map(input -> Row.of(input.name(), Long.toString(input.bytes()))
                        .and(new Table.Cell(Text.code(input.sha256()), false)))
                .toList();
        Table table = new Table(
                "inputs",
                "Files that were read",
                List.of(Column.words("file"), Column.numbers("bytes"), Column.words("SHA-256")),
                rows);
        List<Fact> versions = new ArrayList<>();
        card.versions().forEach((what, version) -> versions.add(new Fact(what, version)));
        return new Section(
                "inputs-section",
                "Inputs",
                List.of(table, new Block.Subsection("Made by", List.of(new Block.Facts(versions)))));
    }

    static DatasetCard.Split split(DatasetCard card, String name) {
        return card.splits().getOrDefault(name, DatasetCard.Split.EMPTY);
    }
}
