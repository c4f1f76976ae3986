package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Block.Fact;
import org.dasllm.document.content.CurveChart;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.curve.LearningCurve;
import org.dasllm.eval.curve.LearningCurve.Forecast;
import org.dasllm.eval.curve.LearningCurve.Need;
import org.dasllm.eval.curve.LearningCurve.Point;
import org.dasllm.eval.curve.LearningCurves;
import org.dasllm.eval.curve.PowerLaw;
import org.jspecify.annotations.Nullable;

/** How the student's errors fall with the number of its labels. */
final class LearningCurveSection {
    static final String ID = "learning-curve";

    /** Points of the drawn curve. */
    private static final int DRAWN = 40;

    private LearningCurveSection() {}

    static Section of(LearningCurve curve) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(finding(curve)));
        blocks.add(new Figure(
                "errors-by-labels",
                Text.of("Wrong answers by number of labels: what was measured, and the curve through it."),
                chart(curve)));
        blocks.add(points(curve));
        if (!curve.needs().isEmpty()) {
            blocks.add(forecasts(curve));
            blocks.add(needs(curve));
        }
        PowerLaw law = curve.law();
        if (law != null) {
            blocks.add(new Block.Note(String.format(
                    Locale.ROOT,
                    "The curve is %.4f + %.4f · (labels / %.0f)^−%.3f, fitted by generalised least squares with the covariance of the points, as all"
                            + " were asked the same %d questions in %d groups; its weighted squared distance from them is %.2f with %d degrees of"
                            + " freedom. Intervals are profile likelihoods.",
                    law.floor(),
                    law.scale(),
                    law.reference(),
                    law.exponent(),
                    curve.questions(),
                    curve.groups(),
                    curve.distance(),
                    curve.points().size() - 3)));
        }
        blocks.add(new Block.Facts(curve.settings().stream()
                .map(setting -> new Fact(setting.name(), setting.value()))
                .toList()));
        curve.remarks().forEach(remark -> blocks.add(new Block.Note(remark)));
        return new Section(ID, "What more labels would bring", blocks);
    }

    private static String finding(LearningCurve curve) {
        if (curve.notEstimable() != null) {
            return "How many more labels would bring how many points is not estimable. " + curve.notEstimable();
        }
        Forecast twice = curve.forecasts().get(0);
        return "Twice the labels, " + twice.labels() + " instead of "
                + curve.points().get(curve.points().size() - 1).labels()
                + ", would take " + Numbers.hundredths(twice.gain()) + " points off the wrong answers ("
                + Numbers.confidence(curve.confidence()) + " interval "
                + Numbers.hundredths(twice.gainInterval().lower()) + " to "
                + Numbers.hundredths(twice.gainInterval().upper()) + "). "
                + (curve.against() == LearningCurve.Against.GOLD
                        ? "Answers are held against right answers of people."
                        : "Answers are held against the teacher’s.");
    }

    private static CurveChart chart(LearningCurve curve) {
        List<CurveChart.Curve> curves = new ArrayList<>();
        curves.add(new CurveChart.Curve(
                "measured",
                CurveChart.Line.FIRST,
                curve.points().stream()
                        .map(point -> new CurveChart.Point(point.labels(), point.error()))
                        .toList()));
        PowerLaw law = curve.law();
        if (law != null) {
            double first = curve.points().get(0).labels();
            double last = curve.forecasts().isEmpty()
                    ? law.reference()
                    : (double)
                            curve.forecasts().get(curve.forecasts().size() - 1).labels();
            List<CurveChart.Point> drawn = new ArrayList<>();
            for (int i = 0; i <= DRAWN; i++) {
                double labels = first * StrictMath.pow(last / first, (double) i / DRAWN);
                drawn.add(new CurveChart.Point(labels, law.at(labels)));
            }
            curves.add(new CurveChart.Curve("curve", CurveChart.Line.SECOND, drawn));
        }
        if (!curve.forecasts().isEmpty()) {
            curves.add(new CurveChart.Curve("least", CurveChart.Line.FAINT, ends(curve, false)));
            curves.add(new CurveChart.Curve("most", CurveChart.Line.FAINT, ends(curve, true)));
        }
        return new CurveChart(
                "Share of wrong answers over the number of labels, on a logarithmic axis",
                new CurveChart.Axis("labels", CurveChart.Scale.LOGARITHMIC, CurveChart.Unit.NUMBER),
                new CurveChart.Axis("wrong answers", CurveChart.Scale.FROM_ZERO, CurveChart.Unit.PERCENT),
                curves,
                List.of(new CurveChart.Mark(curve.labels(), "now")));
    }

    private static List<CurveChart.Point> ends(LearningCurve curve, boolean upper) {
        List<CurveChart.Point> ends = new ArrayList<>();
        for (Point point : curve.points()) {
            ends.add(new CurveChart.Point(
                    point.labels(),
                    upper ? point.interval().upper() : point.interval().lower()));
        }
        for (Forecast forecast : curve.forecasts()) {
            ends.add(new CurveChart.Point(
                    forecast.labels(),
                    upper ? forecast.interval().upper() : forecast.interval().lower()));
        }
        return ends;
    }

    private static Table points(LearningCurve curve) {
        return new Table(
                "curve-points",
                "What was measured",
                List.of(
                        Table.Column.words("Labels"),
                        Table.Column.numbers("Trainings"),
                        Table.Column.numbers("Wrong answers, all trainings"),
                        Table.Column.numbers("Wrong"),
                        Table.Column.ranges(Numbers.confidence(curve.confidence()) + " interval")),
                curve.points().stream()
                        .map(point -> Table.Row.of(
                                point.labels() + " (" + Numbers.percent(point.share()) + ")",
                                Integer.toString(point.trainings()),
                                Integer.toString(point.wrong()),
                                Numbers.percent(point.error()),
                                Numbers.percentInterval(point.interval())))
                        .toList());
    }

    private static Table forecasts(LearningCurve curve) {
        String interval = Numbers.confidence(curve.confidence()) + " interval";
        return new Table(
                "curve-forecasts",
                "What more labels would lead to",
                List.of(
                        Table.Column.words("Labels"),
                        Table.Column.numbers("Wrong, expected"),
                        Table.Column.ranges(interval),
                        Table.Column.numbers("Points less than now"),
                        Table.Column.ranges(interval)),
                curve.forecasts().stream()
                        .map(forecast -> Table.Row.of(
                                Long.toString(forecast.labels()),
                                Numbers.percent(forecast.error()),
                                Numbers.percentInterval(forecast.interval()),
                                Numbers.hundredths(forecast.gain()),
                                Numbers.hundredths(forecast.gainInterval().lower()) + " to "
                                        + Numbers.hundredths(
                                                forecast.gainInterval().upper())))
                        .toList());
    }

    private static Table needs(LearningCurve curve) {
        return new Table(
                "curve-needs",
                "How many more labels for how many points",
                List.of(
                        Table.Column.words("Points less"),
                        Table.Column.numbers("More labels, expected"),
                        Table.Column.numbers("At least"),
                        Table.Column.numbers("At most")),
                curve.needs().stream().map(LearningCurveSection::need).toList());
    }

    private static Table.Row need(Need need) {
        return Table.Row.of(
                Numbers.hundredths(need.gain()), labels(need.more()), labels(need.least()), labels(need.most()));
    }

    private static String labels(@Nullable Long labels) {
        return labels == null ? "not within " + LearningCurves.FARTHEST + " times" : Long.toString(labels);
    }
}
