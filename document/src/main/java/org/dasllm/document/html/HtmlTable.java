package org.dasllm.document.html;

import java.util.function.Function;
import org.dasllm.document.content.Numbering;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;

/** A numbered table as markup. */
final class HtmlTable {
    private final Markup out;
    private final Function<Text, String> html;

    HtmlTable(Markup out, Function<Text, String> html) {
        this.out = out;
        this.html = html;
    }

    /** @param narrow whether it is only as wide as it has to be */
    void write(Table table, Numbering.Label label, boolean narrow) {
        out.raw("<table id=\"" + label.anchor() + "\"" + (narrow ? " class=\"narrow\"" : "") + "><caption>")
                .text(label.label() + ". " + table.caption())
                .raw("</caption><thead><tr>");
        for (Table.Column column : table.columns()) {
            if (column.title().isEmpty()) {
                out.raw("<td></td>");
            } else {
                boolean number = column.content() == Table.Content.NUMBERS;
                out.element("th scope=\"col\"" + (number ? " class=\"n\"" : ""), column.title());
            }
        }
        out.raw("</tr></thead>\n<tbody>\n");
        table.rows().forEach(row -> row(table, row));
        out.raw("</tbody></table>\n");
    }

    private void row(Table table, Table.Row row) {
        String style = switch (row.style()) {
            case PLAIN -> "";
            case STRONG -> " class=\"strong\"";
            case FAINT -> " class=\"faint\"";
            case HEADING -> " class=\"heading\"";
        };
        out.raw("<tr" + style + ">");
        String scope = row.style() == Table.Style.HEADING
                ? "rowgroup\" colspan=\"" + table.columns().size()
                : "row";
        out.raw("<th scope=\"" + scope + "\">" + html.apply(row.cells().get(0).text()) + "</th>");
        for (int i = 1; i < row.cells().size(); i++) {
            cell(table.columns().get(i).content(), row.cells().get(i));
        }
        out.raw("</tr>\n");
    }

    private void cell(Table.Content content, Table.Cell cell) {
        String style = switch (content) {
            case WORDS -> "";
            case NUMBERS -> cell.strong() ? " class=\"n strong\"" : " class=\"n\"";
            case RANGES -> " class=\"range\"";
        };
        out.raw("<td" + style + ">" + html.apply(cell.text()) + "</td>");
    }
}
