package org.dasllm.document.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NumberingTest {
    private static Table table(String id) {
        return new Table(id, "a table", List.of(Table.Column.words("what")), List.of(Table.Row.of("this")));
    }

    private static Document document(Block... blocks) {
        return new Document(
                "name",
                "kind",
                "title",
                List.of(table("first")),
                List.of(new Section("one", "First", List.of()), new Section("two", "Second", List.of(blocks))));
    }

    @Test
    void countsTablesAndSectionsInTheirOrderAndInside() {
        Numbering numbering = Numbering.of(document(
                new Block.Beside(List.of(table("second"), table("third"))),
                new Block.Subsection("sub", List.of(table("fourth")))));
        assertThat(numbering.label("first").label()).isEqualTo("Table 1");
        assertThat(numbering.label("third").label()).isEqualTo("Table 3");
        assertThat(numbering.label("fourth")).isEqualTo(new Numbering.Label("Table 4", "table-4"));
        assertThat(numbering.label("two")).isEqualTo(new Numbering.Label("2 Second", "section-2"));
    }

    @Test
    void refusesAnIdTwiceAndAReferenceToNothing() {
        assertThatThrownBy(() -> Numbering.of(document(table("first"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first");
        assertThatThrownBy(() -> Numbering.of(document()).label("nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThatThrownBy(() ->
                        new Table("t", "a table", List.of(Table.Column.words("what")), List.of(Table.Row.of("a", "b"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 cells in 1 columns");
    }
}
