package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.eval.analysis.ExtractionReport;
import org.dasllm.eval.extraction.FieldCounts;

/** What became of every value that should have been extracted. */
final class ExtractionSection {
    static final String ID = "extraction";
    private static final int MOST_FIELDS = 40;

    private ExtractionSection() {}

    static Section of(ExtractionReport extraction) {
        List<Table.Row> rows = new ArrayList<>();
        extraction.fields().stream().limit(MOST_FIELDS + 1L).forEach(field -> {
            rows.add(Table.Row.heading(field.path().isEmpty() ? "all fields" : field.path()));
            rows.add(row("teacher", field.teacher()));
            rows.add(row("student", field.student()).with(Table.Style.STRONG));
        });
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph("Of the student’s " + extraction.n() + " answers " + extraction.studentParsed()
                + " can be parsed as JSON and " + extraction.studentValid()
                + " are answers of the task; of the teacher’s "
                + extraction.teacherParsed() + " and " + extraction.teacherValid()
                + ". An answer that is not one of the task leaves all its values out; for the metrics field_precision and"
                + " field_f1 its values count as wrong besides."));
        blocks.add(new Table(
                "fields",
                "Values by what became of them",
                List.of(
                        Table.Column.words("Field and system"),
                        Table.Column.numbers("Right"),
                        Table.Column.numbers("Wrong value"),
                        Table.Column.numbers("Left out"),
                        Table.Column.numbers("Invented"),
                        Table.Column.numbers("Precision"),
                        Table.Column.numbers("Recall"),
                        Table.Column.numbers("F1")),
                rows));
        blocks.add(new Block.Note(
                "A value left out must be found by somebody; a value invented may be believed. Elements of lists"
                        + " are paired so that most of their values match, whatever their order; null and a missing key say the same."
                        + (extraction.fields().size() > MOST_FIELDS + 1
                                ? " Only " + MOST_FIELDS + " fields are shown; all are in report.json."
                                : "")));
        return new Section(ID, "Values in the answers", blocks);
    }

    private static Table.Row row(String system, FieldCounts counts) {
        return Table.Row.of(
                system,
                Long.toString(counts.match()),
                Long.toString(counts.mismatch()),
                Long.toString(counts.omission()),
                Long.toString(counts.invention()),
                Words.percent(counts.precision()),
                Words.percent(counts.recall()),
                Words.percent(counts.f1()));
    }
}
