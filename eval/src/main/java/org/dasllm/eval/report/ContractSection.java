package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.compat.Break;
import org.dasllm.eval.compat.CompatibilityReport;

/** Whether a program that parses the teacher's answers could parse the student's. */
final class ContractSection {
    static final String ID = "compatibility";
    private static final int MOST = 30;
    private static final int EXAMPLES = 2;

    private ContractSection() {}

    static Section of(EvaluationReport report) {
        CompatibilityReport compatibility = report.compatibility();
        if (compatibility == null) {
            return new Section(
                    ID,
                    "Compatibility",
                    List.of(new Block.Paragraph("Not measured: the answers are plain text, which has no form that a"
                            + " program would depend on. “dasllm compat” compares recorded traffic.")));
        }
        List<Block> blocks = new ArrayList<>();
        long breaking = breaking(compatibility);
        blocks.add(new Block.Paragraph((breaking == 0
                        ? "Nothing that the teacher’s answers always had is broken by the student’s: "
                        : "A program that parses the teacher’s answers would fail on, or misread, some of the"
                                + " student’s, in " + breaking + (breaking == 1 ? " way: " : " ways: "))
                + compatibility.unaffected() + " of " + compatibility.fresh()
                + " answers read like the teacher’s to the same questions."));
        if (!compatibility.breaks().isEmpty()) {
            blocks.add(table(compatibility));
        }
        blocks.add(new Block.Note("What a program may expect is inferred from the teacher’s " + compatibility.old()
                + " answers here; what the teacher does rarely may be missing."
                + (compatibility.breaks().size() > MOST
                        ? " Only " + MOST + " of " + compatibility.breaks().size()
                                + " differences are shown; all are in report.json."
                        : "")));
        return new Section(ID, "Compatibility", blocks);
    }

    static long breaking(CompatibilityReport compatibility) {
        return compatibility.breaks().stream()
                .filter(each -> each.severity() == Break.Severity.BREAKING)
                .count();
    }

    private static Table table(CompatibilityReport compatibility) {
        return new Table(
                "breaks",
                "Differences in form between the student’s answers and the teacher’s",
                List.of(
                        Table.Column.words("Field"),
                        Table.Column.words("What differs"),
                        Table.Column.words("To a program"),
                        Table.Column.numbers("Answers"),
                        Table.Column.words("Before"),
                        Table.Column.words("Now, for example")),
                compatibility.breaks().stream()
                        .limit(MOST)
                        .map(ContractSection::row)
                        .toList());
    }

    private static Table.Row row(Break each) {
        return Table.Row.of(
                each.field(),
                each.kind().words(),
                each.severity() == Break.Severity.BREAKING ? "breaking" : "look at it",
                each.count() + " of " + each.of(),
                Words.shorten(each.before(), 90),
                each.examples().stream()
                        .limit(EXAMPLES)
                        .map(example -> Words.shorten(example.found(), 60))
                        .collect(Collectors.joining("; ")));
    }
}
