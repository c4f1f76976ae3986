package org.dasllm.document.content;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers of a document's sections, tables and figures, in the order in which they stand. */
public final class Numbering {
    /**
     * What is numbered.
     *
     * @param label how it is referred to, such as {@code Table 3}
     * @param anchor the same as a name without spaces, such as {@code table-3}
     */
    public record Label(String label, String anchor) {}

    private final Map<String, Label> labels = new HashMap<>();
    private int tables;
    private int figures;

    private Numbering() {}

    /** @throws IllegalArgumentException where two things have one id */
    public static Numbering of(Document document) {
        Numbering numbering = new Numbering();
        numbering.number(document.summary());
        int sections = 0;
        for (Section section : document.sections()) {
            sections++;
            numbering.put(section.id(), new Label(sections + " " + section.title(), "section-" + sections));
            numbering.number(section.blocks());
        }
        return numbering;
    }

    private void number(List<Block> blocks) {
        for (Block block : blocks) {
            if (block instanceof Table table) {
                tables++;
                put(table.id(), new Label("Table " + tables, "table-" + tables));
            } else if (block instanceof Figure figure) {
                figures++;
                put(figure.id(), new Label("Figure " + figures, "figure-" + figures));
            }
            number(block.parts());
        }
    }

    private void put(String id, Label label) {
        if (labels.put(id, label) != null) {
            throw new IllegalArgumentException("two parts of the document have the id " + id);
        }
    }

    /** @throws IllegalArgumentException where nothing has this id */
    public Label label(String id) {
        Label label = labels.get(id);
        if (label == null) {
            throw new IllegalArgumentException("nothing in the document has the id " + id);
        }
        return label;
    }
}
