package org.dasllm.document.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dasllm.document.content.BarChart;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Quotations;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.junit.jupiter.api.Test;

class MarkdownRendererTest {
    private static String page(Block... blocks) {
        return MarkdownRenderer.render(new Document(
                "name", "kind", "Title", List.of(), List.of(new Section("only", "First", List.of(blocks)))));
    }

    private static Table table() {
        return new Table(
                "counts",
                "Counts",
                List.of(Table.Column.words("what"), Table.Column.numbers("rows")),
                List.of(Table.Row.heading("group"), Table.Row.of("a|b", "3").with(Table.Style.STRONG)));
    }

    @Test
    void tablesHaveTheirNumberTheirRulesAndOneLinePerRow() {
        assertThat(page(table())).isEqualTo("""
                # Title

                ## 1 First

                **Table 1.** Counts

                | what | rows |
                | --- | ---: |
                | **group** |  |
                | **a\\|b** | **3** |
                """);
    }

    @Test
    void aFigureIsWhatItSaysInWords() {
        Figure figure = new Figure(
                "drawn",
                Text.of("Shares."),
                new BarChart(
                        "The share of each",
                        "of all",
                        List.of("train"),
                        "counts",
                        List.of(new BarChart.Row("a", List.of(0.5)))));
        assertThat(page(figure, table()))
                .contains("**Figure 1.** Shares. The share of each. The numbers are in Table 1.\n");
    }

    @Test
    void aBarInCodeIsEscapedInTablesAlone() {
        Table table = new Table(
                "bars",
                "Bars",
                List.of(Table.Column.words("a")),
                List.of(new Table.Row(Table.Style.PLAIN, List.of(new Table.Cell(Text.code("x|y"), false)))));
        assertThat(page(new Block.Paragraph(Text.code("x|y")), table))
                .contains("\n`x|y`\n")
                .contains("| `x\\|y` |");
    }

    @Test
    void codeIsFencedByMoreThanItHolds() {
        assertThat(page(new Block.Code("a\n````\nb"), new Block.Paragraph(Text.code("x ` y"))))
                .contains("`````\na\n````\nb\n`````")
                .contains("``x ` y``");
    }

    @Test
    void quotationsSayWhoWasRight() {
        Quotations quotations = new Quotations(List.of(new Quotations.Quotation(
                "s1",
                "*Where* is it?",
                List.of(
                        new Quotations.Saying("before", Quotations.Correctness.WRONG, "no"),
                        new Quotations.Saying("after", Quotations.Correctness.RIGHT, "yes")))));
        assertThat(page(quotations))
                .contains("> \\*Where\\* is it?", "- before (wrong): `no`", "- after (right): `yes`");
    }
}
