package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.SystemScore;
import org.dasllm.eval.baseline.BagOfWords;

/** Teacher, student and baselines on every metric. */
final class ResultSection {
    static final String ID = "results";

    private ResultSection() {}

    static Section of(EvaluationReport report) {
        boolean judged = report.data().withGold() > 0;
        return new Section(
                ID,
                judged ? "Student, teacher and baselines" : "Agreement with the teacher",
                List.of(table(report, judged), new Block.Note(note(report, judged))));
    }

    private static Table table(EvaluationReport report, boolean judged) {
        String interval = Numbers.confidence(report.plan().confidence()) + " interval";
        List<Table.Column> columns = new ArrayList<>(List.of(Table.Column.words("Metric and system")));
        if (judged) {
            columns.add(Table.Column.numbers("Right"));
            columns.add(Table.Column.numbers("Accuracy"));
            columns.add(Table.Column.ranges(interval));
            columns.add(Table.Column.numbers("− teacher"));
            columns.add(Table.Column.ranges(interval));
        }
        columns.add(Table.Column.numbers("Agrees with teacher"));
        if (!judged) {
            columns.add(Table.Column.ranges(interval));
        }
        List<Table.Row> rows = new ArrayList<>();
        for (MetricReport metric : report.metrics()) {
            rows.add(Table.Row.heading(metric.name() + (metric.primary() ? " (primary)" : "")));
            metric.systems().stream()
                    .filter(system -> judged || !system.name().equals("teacher"))
                    .forEach(system -> rows.add(row(system, judged)));
        }
        return new Table(
                "scores",
                judged ? "Every system on every metric" : "Every system’s agreement with the teacher",
                columns,
                rows);
    }

    private static Table.Row row(SystemScore system, boolean judged) {
        boolean teacher = system.name().equals("teacher");
        String agreement = teacher ? "" : Numbers.percent(system.agreement());
        Table.Row row = judged
                ? Table.Row.of(
                        system.name(),
                        system.right() + " / " + system.n(),
                        system.accuracy() == null ? "" : Numbers.percent(system.accuracy()),
                        system.accuracyInterval() == null ? "" : Numbers.percentInterval(system.accuracyInterval()),
                        system.difference() == null ? "" : Numbers.points(system.difference()),
                        teacher ? "" : Words.points(system.differenceInterval()),
                        agreement)
                : Table.Row.of(
                        system.name(), agreement, teacher ? "" : Numbers.percentInterval(system.agreementInterval()));
        return system.name().equals("student") ? row.with(Table.Style.STRONG) : row;
    }

    private static String note(EvaluationReport report, boolean judged) {
        StringBuilder note = new StringBuilder();
        if (judged) {
            note.append("Intervals of accuracies and agreement are Wilson’s; intervals of differences are ")
                    .append(report.plan().intervalMethod().replace('\'', '’'))
                    .append(". ");
        } else {
            note.append("Agreement is not accuracy: teacher and student may be wrong together. ");
        }
        note.append(
                        "The baselines learnt from the same labels as the student: the majority class gives everyone the most frequent label")
                .append(
                        report.metrics().stream()
                                        .flatMap(metric -> metric.systems().stream())
                                        .anyMatch(system -> system.name().equals(BagOfWords.NAME))
                                ? ", the bag of words is a logistic regression over words and word pairs. "
                                : ". ");
        String kappas = report.metrics().stream()
                .map(m -> m.name() + " "
                        + (m.kappa() == null ? "not estimable" : String.format(Locale.ROOT, "%.3f", m.kappa())))
                .collect(Collectors.joining(", "));
        return note.append("Cohen’s kappa of student and teacher, which discounts agreement by chance: ")
                .append(kappas)
                .append(".")
                .toString();
    }
}
