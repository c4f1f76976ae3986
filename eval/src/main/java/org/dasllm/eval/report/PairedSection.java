package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.statistics.ClusteredMean;
import org.dasllm.eval.statistics.McNemar;
import org.dasllm.eval.statistics.PairedCounts;

/** Student against teacher on the same questions. */
final class PairedSection {
    static final String ID = "paired";
    private static final String COUNTS = "who-was-right";

    private PairedSection() {}

    static Section of(EvaluationReport report) {
        MetricReport primary = report.metrics().get(0);
        MetricReport.Paired paired = primary.paired();
        List<Block> blocks = new ArrayList<>();
        if (paired == null) {
            blocks.add(new Block.Paragraph("Not estimable: without right answers nobody is known to be right."));
        } else {
            blocks.add(new Block.Beside(List.of(counts(primary.name(), paired.counts()), intervals(report, paired))));
            blocks.add(new Block.Paragraph(Text.of("Only the " + paired.counts().discordant() + " questions of ")
                    .andReference(COUNTS)
                    .and(" where one was right and the other wrong tell the two apart. If the two were equally"
                            + " good and differed as often as here, " + paired.neededForEightyPercent()
                            + " questions would show non-inferiority at this margin with 80% power; there were "
                            + paired.counts().n() + ".")));
            ClusteredMean clustered = paired.clustered();
            if (clustered != null) {
                blocks.add(errors(clustered));
            }
            blocks.add(tests(report));
            blocks.add(new Block.Note(
                    "A large p does not show that the two are equal; the verdict does not rest on these tests. Holm’s"
                            + " adjustment covers the secondary metrics together; the primary one was chosen beforehand"
                            + " and stands alone."));
        }
        return new Section(ID, "Student against teacher, question by question", blocks);
    }

    private static Table counts(String metric, PairedCounts counts) {
        return new Table(
                COUNTS,
                "Questions by who was right (" + metric + ")",
                List.of(
                        Table.Column.words(""),
                        Table.Column.numbers("Teacher right"),
                        Table.Column.numbers("Teacher wrong")),
                List.of(
                        Table.Row.of("Student right", Long.toString(counts.bothRight()))
                                .and(Table.Cell.strong(Long.toString(counts.studentOnly()))),
                        Table.Row.of("Student wrong")
                                .and(Table.Cell.strong(Long.toString(counts.teacherOnly())))
                                .and(Table.Cell.of(Long.toString(counts.bothWrong())))));
    }

    private static Table intervals(EvaluationReport report, MetricReport.Paired paired) {
        return new Table(
                "intervals",
                Numbers.confidence(report.plan().confidence()) + " intervals of the difference, "
                        + Numbers.points(paired.difference()),
                List.of(Table.Column.words("Method"), Table.Column.words("Percentage points")),
                List.of(
                        Table.Row.of("Decision (as planned)", Words.points(paired.decision())),
                        Table.Row.of("Tango, score", Numbers.pointsInterval(paired.tango())),
                        Table.Row.of("Newcombe, hybrid score", Numbers.pointsInterval(paired.newcombe())),
                        Table.Row.of("Wald, textbook", Numbers.pointsInterval(paired.wald())),
                        Table.Row.of("Cluster-robust, t", Words.points(paired.clusteredInterval()))));
    }

    private static Block.Note errors(ClusteredMean clustered) {
        return new Block.Note(String.format(
                Locale.ROOT,
                "Standard error in points: %.3f if questions were independent, %.3f clustered by group, %.3f with the"
                        + " correction for %d groups.",
                100 * clustered.independentError(),
                100 * clustered.clusteredError(),
                100 * clustered.correctedError(),
                clustered.clusters()));
    }

    private static Table tests(EvaluationReport report) {
        List<Table.Row> rows = new ArrayList<>();
        for (MetricReport metric : report.metrics()) {
            MetricReport.Paired paired = metric.paired();
            if (paired != null) {
                McNemar test = paired.mcNemar();
                rows.add(Table.Row.of(
                        metric.name(),
                        Long.toString(paired.counts().studentOnly()),
                        Long.toString(paired.counts().teacherOnly()),
                        Numbers.p(test.exact()),
                        Numbers.p(test.midP()),
                        Numbers.p(test.corrected()),
                        Numbers.p(test.uncorrected()),
                        paired.holm() == null ? Words.NONE : Numbers.p(paired.holm())));
            }
        }
        return new Table(
                "mcnemar",
                "McNemar’s test of “right equally often”, two-sided p",
                List.of(
                        Table.Column.words("Metric"),
                        Table.Column.numbers("Student only"),
                        Table.Column.numbers("Teacher only"),
                        Table.Column.numbers("Exact"),
                        Table.Column.numbers("Mid-P"),
                        Table.Column.numbers("Corrected"),
                        Table.Column.numbers("Uncorrected"),
                        Table.Column.numbers("Exact, Holm")),
                rows);
    }
}
