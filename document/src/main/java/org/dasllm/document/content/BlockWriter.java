package org.dasllm.document.content;

/** What a renderer does with each kind of {@link Block}. */
public interface BlockWriter {
    void paragraph(Block.Paragraph paragraph);

    void note(Block.Note note);

    void finding(Block.Finding finding);

    void facts(Block.Facts facts);

    void table(Table table);

    void figure(Figure figure);

    void items(Block.Items items);

    void code(Block.Code code);

    void statements(Block.Statements statements);

    void beside(Block.Beside beside);

    void subsection(Block.Subsection subsection);

    void quotations(Quotations quotations);

    void form(Form form);
}
