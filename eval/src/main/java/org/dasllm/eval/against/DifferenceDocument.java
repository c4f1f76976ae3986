package org.dasllm.eval.against;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.format.evaluation.Verdict;
import org.jspecify.annotations.Nullable;

/** The difference to an earlier report as a document of its own, which a board reads beside the new report. */
public final class DifferenceDocument {
    private static final int LONGEST = 240;
    private static final String NOTHING = "–";

    private DifferenceDocument() {}

    /** The document; the same reports give the same document. */
    public static Document of(EvaluationReport earlier, EvaluationReport later, ReportDifference difference) {
        List<Section> sections = new ArrayList<>();
        for (Area area : Area.values()) {
            sections.add(section(area, difference));
        }
        return new Document(
                "Difference of " + later.plan().student() + " to "
                        + earlier.plan().student(),
                "Das LLM · difference to an earlier evaluation",
                "What has changed since the earlier report",
                summary(difference),
                sections);
    }

    private static List<Block> summary(ReportDifference difference) {
        return List.of(
                new Block.Finding(tone(difference), words(difference), Text.of(reason(difference))),
                new Table(
                        "areas",
                        "Statements by whether they changed",
                        List.of(
                                Table.Column.words("Part"),
                                Table.Column.numbers("Changed"),
                                Table.Column.numbers("As before")),
                        areas(difference)),
                new Block.Note(Text.of("SHA-256 of the earlier report ")
                        .andCode(difference.earlierSha256())
                        .and(", of the later one ")
                        .andCode(difference.laterSha256())
                        .and(", each in its canonical form.")));
    }

    private static List<Table.Row> areas(ReportDifference difference) {
        List<Table.Row> rows = new ArrayList<>();
        for (Area area : Area.values()) {
            int changed = difference.changes(area).size();
            List<Table.Cell> cells = new ArrayList<>();
            cells.add(new Table.Cell(Text.reference(id(area)), false));
            cells.add(Table.Cell.of(Integer.toString(changed)));
            cells.add(Table.Cell.of(Integer.toString(difference.same().getOrDefault(area, 0))));
            rows.add(new Table.Row(Table.Style.PLAIN, cells));
        }
        return rows;
    }

    private static Block.Finding.Tone tone(ReportDifference difference) {
        return difference.before() == difference.after()
                ? Block.Finding.Tone.OPEN
                : difference.after() == Verdict.Outcome.NON_INFERIOR ? Block.Finding.Tone.GOOD : Block.Finding.Tone.BAD;
    }

    private static String words(ReportDifference difference) {
        return difference.before() == difference.after()
                ? "The verdict is as it was: " + difference.after().inWords()
                : "The verdict was “" + difference.before().inWords() + "” and is “"
                        + difference.after().inWords() + "”";
    }

    private static String reason(ReportDifference difference) {
        String questions = difference.sameQuestions()
                ? "Both were made on the same questions."
                : "They were made on different questions, so figures may differ for that alone.";
        String plan = difference.samePlan()
                ? " The same was asked."
                : " What was asked has changed: compare figures with care.";
        return questions + plan + " " + difference.changes().size() + " statements changed. A change of a figure is no"
                + " test of whether the students differ; each report has the intervals.";
    }

    private static String id(Area area) {
        return area.name().toLowerCase(Locale.ROOT);
    }

    private static Section section(Area area, ReportDifference difference) {
        List<Change> changes = difference.changes(area);
        if (changes.isEmpty()) {
            int same = difference.same().getOrDefault(area, 0);
            return new Section(
                    id(area),
                    area.title(),
                    List.of(new Block.Paragraph(
                            same == 0
                                    ? "Neither report says anything of it."
                                    : "Nothing changed (" + same + " statements).")));
        }
        boolean numbers = changes.stream().anyMatch(change -> change.points() != null);
        List<Table.Column> columns = new ArrayList<>(
                List.of(Table.Column.words("What"), Table.Column.words("Before"), Table.Column.words("Now")));
        if (numbers) {
            columns.add(Table.Column.numbers("Change, points"));
        }
        return new Section(
                id(area),
                area.title(),
                List.of(new Table(
                        "changes-" + id(area),
                        area.title() + ": what changed",
                        columns,
                        changes.stream().map(change -> row(change, numbers)).toList())));
    }

    private static Table.Row row(Change change, boolean numbers) {
        Table.Row row = Table.Row.of(change.what(), told(change.before()), told(change.after()));
        return numbers
                ? row.and(Table.Cell.of(change.points() == null ? "" : Numbers.points(change.points() / 100)))
                : row;
    }

    private static String told(@Nullable String words) {
        if (words == null) {
            return NOTHING;
        }
        return words.codePointCount(0, words.length()) <= LONGEST
                ? words
                : words.substring(0, words.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
