package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.CurveChart;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.calibration.Calibration;

/** What the student's probabilities are worth, and which answers should go to people. */
final class CalibrationSection {
    static final String ID = "calibration";

    private CalibrationSection() {}

    static Section of(EvaluationReport report, Calibration calibration) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(handOff(report, calibration)));
        if (calibration.unstated() > 0) {
            blocks.add(new Block.Paragraph(calibration.unstated() + " of "
                    + (calibration.n() + calibration.unstated())
                    + " answers came without a probability. They go to people, and are in no figure of this section."));
        }
        blocks.add(new Figure(
                "reliability",
                Text.of(
                        "Reliability: how often answers of a stated probability are right. On the diagonal the student knows what"
                                + " it knows; below it the student is too sure."),
                chart(calibration)));
        blocks.add(bins(report, calibration));
        blocks.add(choices(report, calibration));
        blocks.add(new Block.Note("Expected calibration error " + Numbers.hundredths(calibration.error())
                + " points, over ten bins of equal width, each with its upper end; Brier score "
                + String.format(Locale.ROOT, "%.4f", calibration.brier()) + ". The threshold was looked for from the"
                + " highest down and only as long as the bound held, so that choosing it costs nothing of the "
                + Numbers.confidence(1 - report.plan().alpha()) + "."
                + (report.plan().groupClustered()
                        ? " The bound counts questions of one group together (Korn and Graubard)."
                        : " The bound is Clopper and Pearson’s.")));
        return new Section(ID, "How sure the student is", blocks);
    }

    private static String handOff(EvaluationReport report, Calibration calibration) {
        Calibration.Choice kept = calibration.kept();
        String promise = Numbers.percent(calibration.greatestError());
        if (kept == null) {
            return "No threshold keeps the share of wrong answers below " + promise + " with "
                    + Numbers.confidence(1 - report.plan().alpha())
                    + " confidence: on this evidence every answer needs a person, or a larger error has to be accepted.";
        }
        if (kept.kept() == calibration.n()) {
            return "No answer has to go to people for its probability: of all that have one, " + kept.kept() + ", "
                    + kept.wrong()
                    + " are wrong, with " + Numbers.confidence(1 - report.plan().alpha()) + " confidence less than "
                    + Numbers.percent(kept.bound()) + ", and " + promise + " was allowed.";
        }
        return "If answers with a probability below " + Numbers.percent(kept.threshold()) + " go to people, "
                + kept.kept() + " of " + calibration.n() + " ("
                + Numbers.percent((double) kept.kept() / calibration.n())
                + ") stay with the student, " + kept.wrong() + " of them wrong: with "
                + Numbers.confidence(1 - report.plan().alpha()) + " confidence less than "
                + Numbers.percent(kept.bound()) + ", and " + promise + " was allowed.";
    }

    private static CurveChart chart(Calibration calibration) {
        List<CurveChart.Point> points = new ArrayList<>();
        calibration.bins().forEach(bin -> points.add(new CurveChart.Point(bin.meanProbability(), bin.accuracy())));
        List<CurveChart.Point> diagonal = List.of(new CurveChart.Point(0, 0), new CurveChart.Point(1, 1));
        CurveChart.Axis across =
                new CurveChart.Axis("stated probability", CurveChart.Scale.FROM_ZERO, CurveChart.Unit.PERCENT);
        CurveChart.Axis up = new CurveChart.Axis("share right", CurveChart.Scale.FROM_ZERO, CurveChart.Unit.PERCENT);
        return new CurveChart(
                "Share of right answers over stated probability, " + points.size() + " bins",
                across,
                up,
                List.of(
                        new CurveChart.Curve("student", CurveChart.Line.FIRST, points),
                        new CurveChart.Curve("perfectly calibrated", CurveChart.Line.SECOND, diagonal)),
                List.of());
    }

    private static Table bins(EvaluationReport report, Calibration calibration) {
        return new Table(
                "bins",
                "Answers by stated probability",
                List.of(
                        Table.Column.words("Probability"),
                        Table.Column.numbers("Answers"),
                        Table.Column.numbers("Mean stated"),
                        Table.Column.numbers("Right"),
                        Table.Column.ranges(Numbers.confidence(report.plan().confidence()) + " interval")),
                calibration.bins().stream()
                        .map(bin -> Table.Row.of(
                                Numbers.percent(bin.above()) + " to " + Numbers.percent(bin.upTo()),
                                Integer.toString(bin.n()),
                                Numbers.percent(bin.meanProbability()),
                                Numbers.percent(bin.accuracy()),
                                Numbers.percentInterval(bin.interval())))
                        .toList());
    }

    private static Table choices(EvaluationReport report, Calibration calibration) {
        return new Table(
                "thresholds",
                "What thresholds would do",
                List.of(
                        Table.Column.words("To people below"),
                        Table.Column.numbers("Student keeps"),
                        Table.Column.numbers("Wrong"),
                        Table.Column.numbers("Error, at most ("
                                + Numbers.confidence(1 - report.plan().alpha()) + ")")),
                calibration.choices().stream()
                        .map(choice -> Table.Row.of(
                                Numbers.percent(choice.threshold()),
                                Integer.toString(choice.kept()),
                                Integer.toString(choice.wrong()),
                                Numbers.percent(choice.bound())))
                        .toList());
    }
}
