package org.dasllm.document.markdown;

import java.util.function.UnaryOperator;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.BlockWriter;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Form;
import org.dasllm.document.content.Numbering;
import org.dasllm.document.content.Quotations;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;

/** A document as Markdown with tables, as GitHub reads it. A figure is the words that say what it shows. */
public final class MarkdownRenderer implements BlockWriter {
    private static final int SECTION_LEVEL = 2;

    private final Numbering numbering;
    private final StringBuilder out = new StringBuilder();
    private int level = SECTION_LEVEL;

    private MarkdownRenderer(Document document) {
        this.numbering = Numbering.of(document);
    }

    /** The page; the same document gives the same page. */
    public static String render(Document document) {
        MarkdownRenderer renderer = new MarkdownRenderer(document);
        renderer.block("# " + MarkdownText.text(document.title()));
        document.summary().forEach(block -> block.write(renderer));
        for (Section section : document.sections()) {
            renderer.block("## "
                    + MarkdownText.text(renderer.numbering.label(section.id()).label()));
            section.blocks().forEach(block -> block.write(renderer));
        }
        return renderer.out.toString();
    }

    /** Paragraphs, tables and lists have a blank line between them. */
    private void block(String lines) {
        out.append(out.isEmpty() ? "" : "\n").append(lines).append('\n');
    }

    private String words(Text text) {
        return words(text, MarkdownText::code);
    }

    private String words(Text text, UnaryOperator<String> code) {
        return text.render(
                MarkdownText::text,
                code,
                id -> MarkdownText.text(numbering.label(id).label()));
    }

    @Override
    public void paragraph(Block.Paragraph paragraph) {
        block(words(paragraph.text()));
    }

    @Override
    public void note(Block.Note note) {
        block("*" + words(note.text()) + "*");
    }

    @Override
    public void finding(Block.Finding finding) {
        block("> **" + MarkdownText.text(finding.words()) + "**\n>\n> " + words(finding.reason()));
    }

    @Override
    public void facts(Block.Facts facts) {
        block(facts.facts().stream()
                .map(fact -> "- " + MarkdownText.text(fact.name()) + ": " + words(fact.value()))
                .collect(Collectors.joining("\n")));
    }

    @Override
    public void table(Table table) {
        block("**" + numbering.label(table.id()).label() + ".** " + MarkdownText.text(table.caption()));
        String titles = table.columns().stream()
                .map(column -> cell(MarkdownText.text(column.title())))
                .collect(row());
        String rules = table.columns().stream()
                .map(column -> column.content() == Table.Content.NUMBERS ? " ---: " : " --- ")
                .collect(row());
        String rows = table.rows().stream().map(each -> "\n" + row(table, each)).collect(Collectors.joining());
        block(titles + "\n" + rules + rows);
    }

    private String row(Table table, Table.Row row) {
        String cells = row.cells().stream()
                .map(each -> {
                    String words = words(each.text(), MarkdownText::codeOfTable);
                    boolean strong =
                            row.style() == Table.Style.STRONG || row.style() == Table.Style.HEADING || each.strong();
                    return strong ? "**" + words + "**" : words;
                })
                .map(MarkdownRenderer::cell)
                .collect(row());
        return cells + "  |".repeat(table.columns().size() - row.cells().size());
    }

    private static Collector<CharSequence, ?, String> row() {
        return Collectors.joining("|", "|", "|");
    }

    private static String cell(String words) {
        return " " + words + " ";
    }

    @Override
    public void figure(Figure figure) {
        block("**" + numbering.label(figure.id()).label() + ".** " + words(figure.caption()) + " "
                + words(figure.chart().words()));
    }

    @Override
    public void items(Block.Items items) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < items.items().size(); i++) {
            lines.append(i == 0 ? "" : "\n")
                    .append(i + 1)
                    .append(". ")
                    .append(words(items.items().get(i)));
        }
        block(lines.toString());
    }

    @Override
    public void code(Block.Code code) {
        block(MarkdownText.fenced(code.lines()));
    }

    @Override
    public void statements(Block.Statements statements) {
        block(statements.statements().stream()
                .map(statement -> "- **" + MarkdownText.text(statement.name()) + ".** "
                        + (statement.text().isEmpty()
                                ? "**Not filled in.** " + MarkdownText.code(statement.key())
                                : MarkdownText.text(statement.text())))
                .collect(Collectors.joining("\n")));
    }

    @Override
    public void beside(Block.Beside beside) {
        beside.parts().forEach(part -> part.write(this));
    }

    @Override
    public void subsection(Block.Subsection subsection) {
        level++;
        block("#".repeat(level) + " " + MarkdownText.text(subsection.title()));
        subsection.parts().forEach(part -> part.write(this));
        level--;
    }

    @Override
    public void quotations(Quotations quotations) {
        for (Quotations.Quotation quotation : quotations.quotations()) {
            block("> " + MarkdownText.text(quotation.text()));
            String sayings = quotation.sayings().stream()
                    .map(saying -> "- " + MarkdownText.text(saying.who()) + mark(saying.correctness()) + ": "
                            + MarkdownText.code(saying.words()))
                    .collect(Collectors.joining("\n"));
            block("- from " + MarkdownText.text(quotation.source()) + "\n" + sayings);
        }
    }

    private static String mark(Quotations.Correctness correctness) {
        return switch (correctness) {
            case RIGHT -> " (right)";
            case WRONG -> " (wrong)";
            case UNKNOWN -> "";
        };
    }

    @Override
    public void form(Form form) {
        block(form.choices().stream()
                .map(choice -> "- [ ] " + MarkdownText.text(choice))
                .collect(Collectors.joining("\n")));
        block("*" + MarkdownText.text(form.remark()) + "*");
        String titles = form.fields().stream()
                .map(field -> cell(MarkdownText.text(field)))
                .collect(row());
        String rules = form.fields().stream().map(field -> " --- ").collect(row());
        String rows = form.signers().stream()
                .map(signer -> "\n|" + cell(MarkdownText.text(signer)) + "|"
                        + "  |".repeat(form.fields().size() - 1))
                .collect(Collectors.joining());
        block(titles + "\n" + rules + rows);
    }
}
