package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.MatrixChart;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.statistics.ConfusionMatrix;

/** Which classes the student confuses. */
final class ClassSection {
    static final String ID = "classes";
    private static final int MOST_CLASSES = 30;
    private static final int WORST_CLASSES = 15;
    private static final int LONGEST_LABEL = 80;

    private ClassSection() {}

    static Section of(EvaluationReport report) {
        List<Block> blocks = new ArrayList<>();
        for (MetricReport metric : shown(report)) {
            MetricReport.Classes classes = metric.classes();
            if (classes == null) {
                return new Section(ID, "Classes", List.of(new Block.Paragraph("Not estimable without right answers.")));
            }
            blocks.add(new Block.Subsection(metric.name(), blocks(metric.name(), classes)));
        }
        return new Section(ID, "Classes", blocks);
    }

    /** Fields say more than whole JSON answers, whose classes are the fields' combinations. */
    private static List<MetricReport> shown(EvaluationReport report) {
        List<MetricReport> fields =
                report.metrics().stream().filter(m -> !m.name().equals("exact")).toList();
        return fields.isEmpty() ? report.metrics() : fields;
    }

    private static List<Block> blocks(String metric, MetricReport.Classes classes) {
        List<Block> blocks = new ArrayList<>();
        ConfusionMatrix matrix = classes.matrix();
        if (matrix != null) {
            blocks.add(new Figure(
                    "confusion of " + metric,
                    Text.of("The student’s answers by right answer. Counts; a cell is the darker, the larger its share"
                            + " of its row. The diagonal is right."),
                    chart(matrix)));
        }
        blocks.add(scores(metric, classes.scores()));
        blocks.add(new Block.Note("Macro F1 over the classes that occur: " + Numbers.percent(classes.macroF1())
                + ". “–” where the class was never answered, or is never right."));
        List<ConfusionMatrix.Confusion> confusions =
                classes.confusions().stream().filter(c -> c.count() > 1).toList();
        if (matrix == null && !confusions.isEmpty()) {
            blocks.add(confusions(metric, confusions));
        }
        return blocks;
    }

    /** Classes that are never right have no row. */
    private static MatrixChart chart(ConfusionMatrix matrix) {
        List<Integer> rows = new ArrayList<>();
        List<Integer> neverRight = new ArrayList<>();
        for (int i = 0; i < matrix.labels().size(); i++) {
            (Arrays.stream(matrix.counts()[i]).sum() > 0 ? rows : neverRight).add(i);
        }
        // The same classes in the same order both ways; what is only answered comes last.
        List<Integer> columns = new ArrayList<>(rows);
        columns.addAll(neverRight);
        return new MatrixChart(
                "Confusion matrix of the student",
                "right answer",
                "student",
                rows.stream().map(matrix.labels()::get).toList(),
                columns.stream().map(matrix.labels()::get).toList(),
                rows.stream()
                        .map(row -> columns.stream()
                                .map(column -> matrix.counts()[row][column])
                                .toList())
                        .toList());
    }

    private static Table scores(String metric, List<ConfusionMatrix.ClassScore> scores) {
        boolean all = scores.size() <= MOST_CLASSES;
        List<ConfusionMatrix.ClassScore> shown = all
                ? scores.stream()
                        .sorted(Comparator.comparing(s -> s.support() == 0))
                        .toList()
                : scores.stream()
                        .filter(s -> s.support() > 0)
                        .sorted(Comparator.comparingDouble(ConfusionMatrix.ClassScore::f1)
                                .thenComparing(Comparator.comparingLong(ConfusionMatrix.ClassScore::support)
                                        .reversed()))
                        .limit(WORST_CLASSES)
                        .toList();
        return new Table(
                "classes of " + metric,
                all
                        ? "Student, class by class (" + metric + ")"
                        : "The " + shown.size() + " classes with the lowest F1 of " + scores.size() + " (" + metric
                                + "); all are in report.json",
                List.of(
                        Table.Column.words("Class"),
                        Table.Column.numbers("Right answers"),
                        Table.Column.numbers("Answered"),
                        Table.Column.numbers("Precision"),
                        Table.Column.numbers("Recall"),
                        Table.Column.numbers("F1")),
                shown.stream()
                        .map(score -> Table.Row.of(
                                Words.shorten(score.label(), LONGEST_LABEL),
                                Long.toString(score.support()),
                                Long.toString(score.answered()),
                                Words.percent(score.precision()),
                                Words.percent(score.recall()),
                                score.support() == 0 ? Words.NONE : Numbers.percent(score.f1())))
                        .toList());
    }

    private static Table confusions(String metric, List<ConfusionMatrix.Confusion> confusions) {
        return new Table(
                "mistakes of " + metric,
                "The most frequent mistakes (" + metric + ")",
                List.of(
                        Table.Column.words("Right answer"),
                        Table.Column.words("Student said"),
                        Table.Column.numbers("Times")),
                confusions.stream()
                        .map(confusion -> Table.Row.of(
                                Words.shorten(confusion.right(), LONGEST_LABEL),
                                Words.shorten(confusion.answered(), LONGEST_LABEL),
                                Long.toString(confusion.count())))
                        .toList());
    }
}
