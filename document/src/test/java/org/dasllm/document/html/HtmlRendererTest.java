package org.dasllm.document.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.IntervalChart;
import org.dasllm.document.content.MatrixChart;
import org.dasllm.document.content.Range;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.junit.jupiter.api.Test;

class HtmlRendererTest {
    private static final String ATTACK = "<img src=x onerror='y'> \"&";
    private static final String ESCAPED = "&lt;img src=x onerror=&#39;y&#39;&gt; &quot;&amp;";

    private static String page(Block... blocks) {
        return HtmlRenderer.render(
                new Document(ATTACK, ATTACK, ATTACK, List.of(), List.of(new Section("only", ATTACK, List.of(blocks)))));
    }

    private static Table table(String id) {
        return new Table(
                id,
                ATTACK,
                List.of(Table.Column.words(""), Table.Column.numbers(ATTACK)),
                List.of(Table.Row.heading(ATTACK), Table.Row.of("row").and(Table.Cell.strong(ATTACK))));
    }

    private static Figure figure() {
        return new Figure(
                "drawn",
                Text.of(ATTACK),
                new IntervalChart(
                        ATTACK,
                        ATTACK,
                        ATTACK,
                        new IntervalChart.Limit(-0.05, ATTACK),
                        List.of(new IntervalChart.Row(
                                ATTACK, ATTACK, true, -0.01, new Range(-0.02, 0), new Range(-0.02, 0), ATTACK))));
    }

    @Test
    void whateverTheTextsHoldIsText() {
        String page = page(
                new Block.Paragraph(Text.of(ATTACK).andCode(ATTACK)),
                new Block.Note(ATTACK),
                new Block.Facts(List.of(new Block.Fact(ATTACK, ATTACK))),
                table("t"),
                figure());
        assertThat(page).contains(ESCAPED).doesNotContain("<img").doesNotContain("onerror='");
    }

    /** On a telephone the page was twice as wide as the screen, by the one table with the longest words. */
    @Test
    void onANarrowScreenTablesAndChartsScrollByThemselves() {
        assertThat(page(table("t"), figure()))
                .containsPattern(
                        "(?s)@media screen and \\(max-width: 46rem\\) \\{.*"
                                + "table \\{ display: block; overflow-x: auto; \\}.*figure \\{ overflow-x: auto; \\}.*</style>");
    }

    @Test
    void tablesAndFiguresAreNumberedAndReferencesLeadToThem() {
        String page = page(
                table("first"),
                new Block.Subsection("Below", List.of(table("second"))),
                figure(),
                new Block.Paragraph(
                        Text.of("see ").andReference("second").and(" and ").andReference("drawn")));
        assertThat(page)
                .contains("<table id=\"table-2\"><caption>Table 2. ")
                .contains("<figure id=\"figure-1\">")
                .contains("see <a href=\"#table-2\">Table 2</a> and <a href=\"#figure-1\">Figure 1</a>")
                .contains("<h3>Below</h3>");
    }

    @Test
    void headingsOfTablesHaveAScopeAndFiguresAreSaidInWords() {
        Figure matrix = new Figure(
                "m",
                Text.EMPTY,
                new MatrixChart(
                        "Counts",
                        "right",
                        "said",
                        List.of("a", "b"),
                        List.of("a", "b", "c"),
                        List.of(List.of(5L, 0L, 1L), List.of(2L, 7L, 0L))));
        String page = page(table("t"), matrix);
        assertThat(page)
                .contains("<td></td><th scope=\"col\" class=\"n\">")
                .contains("<th scope=\"rowgroup\" colspan=\"2\">")
                .contains("<th scope=\"row\">row</th>")
                .contains("role=\"img\" aria-label=\"Counts, row by row. a: a 5, c 1; b: a 2, b 7.\"");
        assertThat(page.split("<th", -1))
                .allMatch(
                        part -> part.startsWith(" scope=") || part.startsWith("ead>") || part.startsWith("<!DOCTYPE"));
    }
}
