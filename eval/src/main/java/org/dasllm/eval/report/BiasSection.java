package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.PanelReport;
import org.dasllm.eval.bias.BiasReport;
import org.dasllm.eval.bias.GroupMeasure;
import org.dasllm.eval.bias.GroupOutcome;
import org.dasllm.eval.bias.Rate;
import org.jspecify.annotations.Nullable;

/** Whether groups of people are treated alike, and whether that changed with the model. */
final class BiasSection {
    static final String ID = "bias";
    private static final String TITLE = "Groups of people";
    private static final String NOT_ESTIMABLE = "not estimable";

    private BiasSection() {}

    static Section of(EvaluationReport report) {
        List<Block> blocks = new ArrayList<>();
        BiasReport test = report.bias();
        PanelReport panel = report.panel();
        if (test == null && panel == null) {
            return new Section(
                    ID,
                    TITLE,
                    List.of(new Block.Paragraph("Not measured: the plan names no groups of people. Name the samples’"
                            + " attributes that do under evaluate.bias, or pairs of questions that differ in the people"
                            + " only.")));
        }
        if (test != null) {
            blocks.addAll(blocks("test", test));
        }
        if (panel != null) {
            blocks.add(new Block.Subsection(
                    "The panel",
                    List.of(new Block.Paragraph(
                            Text.of(panel.questions() + " questions beside the test, " + panel.labelled()
                                            + " of them with people’s labels, kept for the next model under ")
                                    .andCode(panel.sha256())
                                    .and(".")))));
            blocks.addAll(blocks("panel", panel.bias()));
        }
        blocks.add(new Block.Note(
                "Measures have Fairlearn’s names and definitions. A finding “worse” means that the student is right"
                        + " less often than the teacher in that group, with all groups of the attribute looked at together; no finding"
                        + " is no proof of fairness. Which difference is a wrong is for people to say."));
        return new Section(ID, TITLE, blocks);
    }

    private static List<Block> blocks(String where, BiasReport bias) {
        List<Block> blocks = new ArrayList<>();
        for (BiasReport.Attribute attribute : bias.attributes()) {
            blocks.add(new Block.Subsection(attribute.name() + " (" + where + ")", parts(where, attribute)));
        }
        BiasReport.Counterfactuals pairs = bias.counterfactuals();
        if (pairs != null) {
            blocks.add(
                    new Block.Subsection("The same question about other people (" + where + ")", pairs(where, pairs)));
        }
        return blocks;
    }

    private static List<Block> parts(String where, BiasReport.Attribute attribute) {
        if (attribute.groups().isEmpty()) {
            return List.of(new Block.Paragraph(
                    "Not estimable: no question of the " + where + " says “" + attribute.name() + "”."));
        }
        List<Block> parts = new ArrayList<>();
        parts.add(new Block.Paragraph(words(attribute)));
        parts.add(groups(where, attribute));
        if (!attribute.student().isEmpty()) {
            parts.add(selection(where, attribute));
            parts.add(measures(where, attribute));
        }
        return parts;
    }

    private static String words(BiasReport.Attribute attribute) {
        List<String> worse = attribute.groups().stream()
                .filter(group -> group.finding() == GroupOutcome.Finding.WORSE)
                .map(GroupOutcome::value)
                .toList();
        String finding = worse.isEmpty()
                ? "In no group the student is shown to be right less often than the teacher."
                : "The student serves worse than the teacher did: " + String.join(", ", worse) + ".";
        return finding
                + (attribute.without() > 0
                        ? " " + attribute.without() + " questions do not say “" + attribute.name()
                                + "” and are left out."
                        : "");
    }

    private static Table groups(String where, BiasReport.Attribute attribute) {
        List<Table.Row> rows = new ArrayList<>();
        for (GroupOutcome group : attribute.groups()) {
            GroupOutcome.Change accuracy = group.accuracy();
            rows.add(marked(
                    group,
                    Table.Row.of(
                            name(group),
                            rate(group.teacher().accuracy()),
                            rate(group.student().accuracy()),
                            accuracy == null ? Words.NONE : Numbers.points(accuracy.difference()),
                            accuracy == null ? NOT_ESTIMABLE : Words.points(accuracy.interval()),
                            finding(group.finding()))));
        }
        return new Table(
                "groups-" + where + "-" + attribute.name(),
                "How often the groups of “" + attribute.name() + "” are answered right (" + where + ")",
                List.of(
                        Table.Column.words("Group"),
                        Table.Column.numbers("Teacher"),
                        Table.Column.numbers("Student"),
                        Table.Column.numbers("Change"),
                        Table.Column.ranges(together(attribute)),
                        Table.Column.words("Finding")),
                rows);
    }

    private static Table selection(String where, BiasReport.Attribute attribute) {
        return new Table(
                "selection-" + where + "-" + attribute.name(),
                "How often the groups of “" + attribute.name() + "” get a favourable answer (" + where + ")",
                List.of(
                        Table.Column.words("Group"),
                        Table.Column.numbers("Teacher"),
                        Table.Column.numbers("Student"),
                        Table.Column.numbers("Change"),
                        Table.Column.ranges(together(attribute))),
                attribute.groups().stream()
                        .map(group -> marked(
                                group,
                                Table.Row.of(
                                        name(group),
                                        rate(group.teacher().selectionRate()),
                                        rate(group.student().selectionRate()),
                                        Numbers.points(group.selection().difference()),
                                        Words.points(group.selection().interval()))))
                        .toList());
    }

    private static String name(GroupOutcome group) {
        return group.value() + (group.small() ? " *" : "");
    }

    private static Table.Row marked(GroupOutcome group, Table.Row row) {
        return group.small() ? row.with(Table.Style.FAINT) : row;
    }

    private static String together(BiasReport.Attribute attribute) {
        return Numbers.confidence(attribute.confidence()) + ", all groups together";
    }

    private static String finding(GroupOutcome.Finding finding) {
        return switch (finding) {
            case WORSE -> "worse";
            case BETTER -> "better";
            case NOT_SHOWN -> "no change shown";
            case NOT_ESTIMABLE -> NOT_ESTIMABLE;
        };
    }

    /** With its denominator. */
    private static String rate(Rate rate) {
        return rate.of() == 0 ? NOT_ESTIMABLE : Words.percent(rate.value()) + " of " + rate.of();
    }

    private static Table measures(String where, BiasReport.Attribute attribute) {
        List<Table.Row> rows = new ArrayList<>();
        for (int i = 0; i < attribute.student().size(); i++) {
            GroupMeasure teacher = attribute.teacher().get(i);
            GroupMeasure student = attribute.student().get(i);
            rows.add(Table.Row.of(student.name(), value(teacher), range(teacher), value(student), range(student)));
        }
        return new Table(
                "measures-" + where + "-" + attribute.name(),
                "How far the groups of “" + attribute.name() + "” are apart (" + where + ")",
                List.of(
                        Table.Column.words("Measure"),
                        Table.Column.numbers("Teacher"),
                        Table.Column.ranges("may be"),
                        Table.Column.numbers("Student"),
                        Table.Column.ranges("may be")),
                rows);
    }

    private static String value(GroupMeasure measure) {
        return measure.value() == null ? NOT_ESTIMABLE : Numbers.hundredths(measure.value());
    }

    private static String range(GroupMeasure measure) {
        return measure.interval() == null ? why(measure.why()) : Numbers.percentInterval(measure.interval());
    }

    private static String why(@Nullable String why) {
        return why == null ? Words.NONE : why;
    }

    private static String silent(String system, @Nullable Integer sets) {
        return sets == null || sets == 0
                ? ""
                : " In " + sets + " of them no answer of the " + system
                        + "’s could be used; they count as changed, since nothing shows that the people are treated alike.";
    }

    private static List<Block> pairs(String where, BiasReport.Counterfactuals pairs) {
        if (pairs.sets() == 0) {
            return List.of(new Block.Paragraph("Not estimable: the " + where + " has no two questions that differ in “"
                    + pairs.variant() + "” only."));
        }
        List<Block> blocks = new ArrayList<>();
        GroupOutcome.Change change = pairs.change();
        blocks.add(new Block.Paragraph(pairs.sets() + " sets of questions differ only in “" + pairs.variant()
                + "”. The answer changes with the people in "
                + pairs.studentFlips().count() + " of them by the student and in "
                + pairs.teacherFlips().count() + " by the teacher"
                + (change == null
                        ? "."
                        : "; the change is " + Numbers.points(change.difference()) + " points ("
                                + Words.points(change.interval()) + ").")
                + silent("student", pairs.studentSilent())
                + silent("teacher", pairs.teacherSilent())
                + (pairs.incomplete() > 0
                        ? " " + pairs.incomplete() + " sets have one variant only and are left out."
                        : "")));
        blocks.add(new Table(
                "variants-" + where,
                "What each variant gets (" + where + ")",
                List.of(
                        Table.Column.words(pairs.variant()),
                        Table.Column.numbers("Questions"),
                        Table.Column.numbers("Teacher selects"),
                        Table.Column.numbers("Student selects")),
                pairs.variants().stream()
                        .map(v -> Table.Row.of(
                                v.value(),
                                Integer.toString(v.n()),
                                Integer.toString(v.selectedByTeacher()),
                                Integer.toString(v.selectedByStudent())))
                        .toList()));
        if (!pairs.examples().isEmpty()) {
            blocks.add(new Block.Items(pairs.examples().stream()
                    .map(flip -> Text.of(flip.set() + ": " + flip.labels()))
                    .toList()));
        }
        return blocks;
    }
}
