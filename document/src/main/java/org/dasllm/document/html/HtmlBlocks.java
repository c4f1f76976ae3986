package org.dasllm.document.html;

import org.dasllm.document.content.Block;
import org.dasllm.document.content.BlockWriter;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Form;
import org.dasllm.document.content.Numbering;
import org.dasllm.document.content.Quotations;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;

/** Blocks as markup. */
final class HtmlBlocks implements BlockWriter {
    /** The level of a section's heading; a subsection's is one below. */
    private static final int SECTION_LEVEL = 2;

    private static final int DEEPEST_LEVEL = 6;

    private final Markup out;
    private final Numbering numbering;
    private int level = SECTION_LEVEL;
    private boolean beside;

    HtmlBlocks(Markup out, Numbering numbering) {
        this.out = out;
        this.numbering = numbering;
    }

    private String html(Text text) {
        return text.render(Markup::escape, Markup::code, this::link);
    }

    private String link(String id) {
        Numbering.Label label = numbering.label(id);
        return "<a href=\"#" + label.anchor() + "\">" + Markup.escape(label.label()) + "</a>";
    }

    /** Without markup, for an attribute. */
    private String words(Text text) {
        return text.render(
                words -> words, words -> words, id -> numbering.label(id).label());
    }

    @Override
    public void paragraph(Block.Paragraph paragraph) {
        out.raw("<p>").raw(html(paragraph.text())).raw("</p>\n");
    }

    @Override
    public void note(Block.Note note) {
        out.raw("<p class=\"note\">").raw(html(note.text())).raw("</p>\n");
    }

    @Override
    public void finding(Block.Finding finding) {
        String tone = switch (finding.tone()) {
            case GOOD -> "good";
            case BAD -> "bad";
            case OPEN -> "open";
        };
        out.raw("<div class=\"finding " + tone + "\">\n")
                .element("p class=\"words\"", finding.words())
                .raw("\n<p>" + html(finding.reason()) + "</p>\n</div>\n");
    }

    @Override
    public void facts(Block.Facts facts) {
        out.raw("<table class=\"facts\"><tbody>\n");
        for (Block.Fact fact : facts.facts()) {
            out.raw("<tr>").element("th scope=\"row\"", fact.name()).raw("<td>" + html(fact.value()) + "</td></tr>\n");
        }
        out.raw("</tbody></table>\n");
    }

    @Override
    public void table(Table table) {
        new HtmlTable(out, this::html).write(table, numbering.label(table.id()), beside);
    }

    @Override
    public void figure(Figure figure) {
        Numbering.Label label = numbering.label(figure.id());
        out.raw("<figure id=\"" + label.anchor() + "\">\n");
        figure.chart().write(new SvgCharts(out, words(figure.chart().words())));
        out.raw("<figcaption><b>")
                .text(label.label() + ".")
                .raw("</b> " + html(figure.caption()) + "</figcaption>\n</figure>\n");
    }

    @Override
    public void items(Block.Items items) {
        out.raw("<ol class=\"items\">\n");
        items.items().forEach(item -> out.raw("<li>" + html(item) + "</li>\n"));
        out.raw("</ol>\n");
    }

    @Override
    public void code(Block.Code code) {
        out.element("pre", code.lines()).raw("\n");
    }

    @Override
    public void statements(Block.Statements statements) {
        out.raw("<dl class=\"statements\">\n");
        for (Block.Statement statement : statements.statements()) {
            out.element("dt", statement.name());
            if (statement.text().isEmpty()) {
                out.raw("<dd class=\"empty\">Not filled in. " + Markup.code(statement.key()) + "</dd>\n");
            } else {
                out.element("dd", statement.text()).raw("\n");
            }
        }
        out.raw("</dl>\n");
    }

    @Override
    public void beside(Block.Beside group) {
        out.raw("<div class=\"beside\">\n");
        beside = true;
        group.parts().forEach(part -> part.write(this));
        beside = false;
        out.raw("</div>\n");
    }

    @Override
    public void subsection(Block.Subsection subsection) {
        level++;
        out.element("h" + Math.min(level, DEEPEST_LEVEL), subsection.title()).raw("\n");
        subsection.parts().forEach(part -> part.write(this));
        level--;
    }

    @Override
    public void quotations(Quotations quotations) {
        out.raw("<div class=\"quotations\">\n");
        for (Quotations.Quotation quotation : quotations.quotations()) {
            out.raw("<div class=\"quotation\">\n")
                    .element("p class=\"source\"", quotation.source())
                    .element("blockquote", quotation.text())
                    .raw("<dl>");
            for (Quotations.Saying saying : quotation.sayings()) {
                String mark = switch (saying.correctness()) {
                    case RIGHT -> " class=\"right\"";
                    case WRONG -> " class=\"wrong\"";
                    case UNKNOWN -> "";
                };
                out.element("dt" + mark, saying.who()).raw("<dd>" + Markup.code(saying.words()) + "</dd>");
            }
            out.raw("</dl>\n</div>\n");
        }
        out.raw("</div>\n");
    }

    @Override
    public void form(Form form) {
        out.raw("<div class=\"form\">\n<p class=\"choices\">");
        form.choices().forEach(choice -> out.element("span", "☐ " + choice));
        out.raw("</p>\n")
                .element("p class=\"note\"", form.remark())
                .raw("\n<div class=\"remark\"></div>\n<table><thead><tr>");
        form.fields().forEach(field -> out.element("th scope=\"col\"", field));
        out.raw("</tr></thead><tbody>\n");
        for (String signer : form.signers()) {
            out.raw("<tr>").element("th scope=\"row\"", signer);
            form.fields().stream().skip(1).forEach(field -> out.raw("<td></td>"));
            out.raw("</tr>\n");
        }
        out.raw("</tbody></table>\n</div>\n");
    }
}
