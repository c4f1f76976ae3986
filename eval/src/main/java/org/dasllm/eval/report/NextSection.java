package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Quotations;
import org.dasllm.document.content.Quotations.Correctness;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.ExtractionReport;
import org.dasllm.eval.analysis.ExtractionReport.Failure;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.failure.FailureReport;
import org.dasllm.eval.failure.FailureReport.Cluster;
import org.dasllm.eval.failure.FailureReport.Confusion;
import org.dasllm.eval.metric.GradedKind;

/** Where the student fails, and how to choose what it should learn next. */
final class NextSection {
    static final String ID = "next";

    private NextSection() {}

    static Section of(EvaluationReport whole, FailureReport report) {
        List<Block> blocks = new ArrayList<>();
        ExtractionReport extraction = whole.extraction();
        // Labels of one field, such as field:intent or macro_f1:intent, are few; whole answers are nearly all
        // different.
        List<Failure> values =
                extraction == null || GradedKind.field(whole.plan().primary()).isPresent()
                        ? List.of()
                        : extraction.failures();
        blocks.add(new Block.Paragraph(report.failures() + " of " + report.questions()
                + (!values.isEmpty()
                        ? " questions with a right answer have an answer that is not right as a whole."
                        : " questions with a right answer were answered wrongly by the primary metric.")));
        if (report.failures() > 0) {
            blocks.addAll(values.isEmpty() ? List.of(confusions(report)) : values(values));
            blocks.add(new Block.Subsection("Words that failures have in common", clusters(report)));
        }
        blocks.add(new Block.Note(
                "To choose what to harvest next: dasllm next RUN.yaml --pool PROMPTS.jsonl --out NEXT.jsonl. It goes by the"
                        + " student’s failures on the validation split and by its doubt, not by these: prompts that were chosen by the failures of this"
                        + " test would make the next evaluation on it look better than the student is."));
        return new Section(ID, "Where the student fails", blocks);
    }

    private static List<Block> values(List<Failure> failures) {
        return List.of(
                new Table(
                        "values-wrong",
                        "What goes wrong with values, in the most questions first",
                        List.of(
                                Table.Column.words("Field"),
                                Table.Column.words("The student’s value"),
                                Table.Column.numbers("Questions"),
                                Table.Column.numbers("Of"),
                                Table.Column.words("Such as")),
                        failures.stream()
                                .map(each -> Table.Row.of(
                                        each.path(),
                                        switch (each.kind()) {
                                            case MATCH -> "right";
                                            case MISMATCH -> "wrong";
                                            case OMISSION -> "left out";
                                            case INVENTION -> "invented";
                                        },
                                        Integer.toString(each.questions()),
                                        Integer.toString(each.of()),
                                        String.join(", ", each.ids())))
                                .toList()),
                new Block.Note(
                        "“Of” are the questions whose right answer has the field; for invented values, all questions."));
    }

    private static Table confusions(FailureReport report) {
        return new Table(
                "confusions",
                "What is taken for what, the most frequent first",
                List.of(
                        Table.Column.words("Right"),
                        Table.Column.words("Student’s answer"),
                        Table.Column.numbers("Failures"),
                        Table.Column.numbers("Of questions with this right answer"),
                        Table.Column.words("Such as")),
                report.confusions().stream()
                        .map(pair -> Table.Row.of(
                                shown(pair.right()),
                                shown(pair.given()),
                                Integer.toString(pair.count()),
                                Integer.toString(pair.of()),
                                String.join(", ", pair.ids())))
                        .toList());
    }

    private static List<Block> clusters(FailureReport report) {
        List<Block> blocks = new ArrayList<>();
        if (report.clusters().isEmpty()) {
            blocks.add(new Block.Paragraph(
                    "No word stands out among the failures by more than chance would do with so many words."));
            return blocks;
        }
        blocks.add(new Table(
                "clusters",
                "Questions with a word that stands out among failures",
                List.of(
                        Table.Column.words("Word"),
                        Table.Column.numbers("Questions"),
                        Table.Column.numbers("Failures"),
                        Table.Column.numbers("Rate"),
                        Table.Column.ranges("95% interval"),
                        Table.Column.numbers("Rate without the word"),
                        Table.Column.numbers("Score"),
                        Table.Column.words("Mostly")),
                report.clusters().stream()
                        .map(cluster -> Table.Row.of(
                                cluster.word(),
                                Integer.toString(cluster.questions()),
                                Integer.toString(cluster.failures()),
                                Numbers.percent((double) cluster.failures() / cluster.questions()),
                                Numbers.percentInterval(cluster.rate()),
                                Numbers.percent(cluster.elsewhere()),
                                String.format(Locale.ROOT, "%.1f", cluster.score()),
                                mostly(cluster)))
                        .toList()));
        blocks.add(new Block.Note(
                "The score is the word’s weighted log-odds between failures and other questions, in standard errors. A word is here"
                        + " if that is beyond what one word in twenty evaluations would reach by chance. Since the words were chosen by their"
                        + " failures, the rates are higher than those of new questions with the word would be."));
        for (Cluster cluster : report.clusters()) {
            blocks.add(new Block.Subsection(
                    "“" + cluster.word() + "”",
                    List.of(new Quotations(cluster.examples().stream()
                            .map(each -> new Quotations.Quotation(
                                    each.id(),
                                    each.text(),
                                    List.of(
                                            new Quotations.Saying("right", Correctness.UNKNOWN, each.right()),
                                            new Quotations.Saying("student", Correctness.WRONG, shown(each.given())))))
                            .toList()))));
        }
        return blocks;
    }

    private static String mostly(Cluster cluster) {
        Confusion first = cluster.confusions().get(0);
        return shown(first.right()) + " taken for " + shown(first.given()) + ", " + first.count();
    }

    private static String shown(String label) {
        return label.isEmpty() ? "no answer of the task" : label;
    }
}
