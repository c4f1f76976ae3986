package org.dasllm.eval.document;

import java.util.stream.Collectors;

/** A renderer to lines of text, which shows that a document needs no page: it uses nothing but this package. */
public final class PlainText implements BlockWriter {
    private final Numbering numbering;
    private final StringBuilder out = new StringBuilder();

    private PlainText(Document document) {
        this.numbering = Numbering.of(document);
    }

    /** Everything that the document says, in order. */
    public static String of(Document document) {
        PlainText writer = new PlainText(document);
        writer.line(document.title());
        document.summary().forEach(block -> block.write(writer));
        for (Section section : document.sections()) {
            writer.line(writer.numbering.label(section.id()).label());
            section.blocks().forEach(block -> block.write(writer));
        }
        return writer.out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private String words(Text text) {
        return text.render(
                words -> words,
                words -> "`" + words + "`",
                id -> numbering.label(id).label());
    }

    @Override
    public void paragraph(Block.Paragraph paragraph) {
        line(words(paragraph.text()));
    }

    @Override
    public void note(Block.Note note) {
        line("(" + words(note.text()) + ")");
    }

    @Override
    public void finding(Block.Finding finding) {
        line(finding.words() + ": " + words(finding.reason()));
    }

    @Override
    public void facts(Block.Facts facts) {
        facts.facts().forEach(fact -> line(fact.name() + ": " + words(fact.value())));
    }

    @Override
    public void table(Table table) {
        line(numbering.label(table.id()).label() + ". " + table.caption());
        line(table.columns().stream().map(Table.Column::title).collect(Collectors.joining(" | ")));
        table.rows()
                .forEach(row -> line(
                        row.cells().stream().map(cell -> words(cell.text())).collect(Collectors.joining(" | "))));
    }

    @Override
    public void figure(Figure figure) {
        line(numbering.label(figure.id()).label() + ". " + words(figure.caption()));
        line(words(figure.chart().words()));
    }

    @Override
    public void items(Block.Items items) {
        items.items().forEach(item -> line("- " + words(item)));
    }

    @Override
    public void beside(Block.Beside beside) {
        beside.parts().forEach(part -> part.write(this));
    }

    @Override
    public void subsection(Block.Subsection subsection) {
        line(subsection.title());
        subsection.parts().forEach(part -> part.write(this));
    }

    @Override
    public void quotations(Quotations quotations) {
        for (Quotations.Quotation quotation : quotations.quotations()) {
            line(quotation.source() + ": " + quotation.text());
            quotation
                    .sayings()
                    .forEach(saying -> line(saying.who() + " (" + saying.judgement() + "): " + saying.words()));
        }
    }

    @Override
    public void form(Form form) {
        line(String.join(" / ", form.choices()));
        line(form.remark());
        line(String.join(" | ", form.fields()));
        form.signers().forEach(this::line);
    }
}
