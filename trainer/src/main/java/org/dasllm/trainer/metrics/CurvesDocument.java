package org.dasllm.trainer.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Block.Fact;
import org.dasllm.document.content.CurveChart;
import org.dasllm.document.content.CurveChart.Axis;
import org.dasllm.document.content.CurveChart.Curve;
import org.dasllm.document.content.CurveChart.Line;
import org.dasllm.document.content.CurveChart.Mark;
import org.dasllm.document.content.CurveChart.Scale;
import org.dasllm.document.content.CurveChart.Unit;
import org.dasllm.document.content.Document;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Quotations;
import org.dasllm.document.content.Quotations.Correctness;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Text;
import org.jspecify.annotations.Nullable;

/** A training run as a document to look at. */
final class CurvesDocument {
    private static final String LOSS = "Loss, nats per target token";
    private static final String ACCURACY = "Token accuracy on the validation samples";
    private static final String VALIDATION = "validation";

    private final List<StepMetrics> metrics;
    private final List<Mark> epochs;
    private final List<Mark> marks;

    private CurvesDocument(List<StepMetrics> metrics) {
        this.metrics = metrics;
        this.epochs = epochs(metrics);
        this.marks = new ArrayList<>(epochs);
        StepMetrics best = best(metrics);
        if (best != null) {
            marks.add(
                    new Mark(best.step(), String.format(Locale.ROOT, "least validation loss, step %,d", best.step())));
        }
    }

    /** The document of all steps so far. */
    static Document of(List<StepMetrics> metrics, List<SampleAnswer> answers) {
        List<Section> sections = new ArrayList<>();
        List<Block> summary = new ArrayList<>();
        if (metrics.isEmpty()) {
            summary.add(new Block.Paragraph("No step yet."));
        } else {
            summary.add(facts(metrics));
            sections.add(new CurvesDocument(metrics).curves());
        }
        if (!answers.isEmpty()) {
            sections.add(answers(answers));
        }
        return new Document("Training curves", "Das LLM · training", "Training curves", summary, sections);
    }

    private static Block facts(List<StepMetrics> metrics) {
        StepMetrics last = metrics.get(metrics.size() - 1);
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Steps", String.format(Locale.ROOT, "%,d, in epoch %d", last.step(), last.epoch())));
        facts.add(new Fact("Tokens", String.format(Locale.ROOT, "%,d", last.tokens())));
        facts.add(new Fact("Loss of the last step", String.format(Locale.ROOT, "%.4f", last.loss())));
        StepMetrics best = best(metrics);
        if (best != null) {
            facts.add(new Fact(
                    "Least validation loss",
                    String.format(Locale.ROOT, "%.4f, after step %,d", best.validationLoss(), best.step())));
        }
        return new Block.Facts(facts);
    }

    private static @Nullable StepMetrics best(List<StepMetrics> metrics) {
        return metrics.stream()
                .filter(line -> line.validationLoss() != null)
                .min(Comparator.comparingDouble(line -> Objects.requireNonNull(line.validationLoss())))
                .orElse(null);
    }

    /** Where the second epoch begins, and each after it. */
    private static List<Mark> epochs(List<StepMetrics> metrics) {
        List<Mark> marks = new ArrayList<>();
        for (int i = 1; i < metrics.size(); i++) {
            if (metrics.get(i).epoch() != metrics.get(i - 1).epoch()) {
                marks.add(new Mark(metrics.get(i - 1).step(), ""));
            }
        }
        return marks;
    }

    private Section curves() {
        List<Block> blocks = new ArrayList<>();
        if (!epochs.isEmpty()) {
            blocks.add(
                    new Block.Note("Fine dotted lines are where an epoch ends. The values at a step are shown where the"
                            + " pointer stands."));
        }
        Curve validation = Curves.of(VALIDATION, Line.SECOND, metrics, StepMetrics::validationLoss);
        List<Curve> losses = new ArrayList<>(Curves.smoothed("training", metrics, StepMetrics::loss));
        losses.add(validation);
        blocks.addAll(figure("loss", LOSS, losses, null, marks));
        blocks.addAll(figure(
                "accuracy",
                ACCURACY,
                List.of(Curves.of(VALIDATION, Line.SECOND, metrics, StepMetrics::validationAccuracy)),
                new Axis("token accuracy", Scale.LINEAR, Unit.PERCENT),
                marks));
        blocks.addAll(figure(
                "rate",
                "Learning rate",
                List.of(Curves.of("rate", Line.FIRST, metrics, StepMetrics::learningRate)),
                new Axis("learning rate", Scale.FROM_ZERO, Unit.NUMBER),
                epochs));
        blocks.addAll(figure(
                "norm",
                "Gradient norm before clipping",
                Curves.smoothed("norm", metrics, StepMetrics::gradientNorm),
                null,
                epochs));
        blocks.addAll(figure(
                "speed",
                "Tokens per second",
                Curves.smoothed("speed", metrics, StepMetrics::tokensPerSecond),
                new Axis("tokens per second", Scale.FROM_ZERO, Unit.NUMBER),
                epochs));
        return new Section("curves", "Curves", blocks);
    }

    /** @param up null for an axis that is logarithmic where the values span more than a decade */
    private static List<Block> figure(
            String id, String title, List<Curve> curves, @Nullable Axis up, List<Mark> marks) {
        List<Curve> drawn =
                curves.stream().filter(curve -> !curve.points().isEmpty()).toList();
        if (drawn.isEmpty()) {
            return List.of();
        }
        Axis vertical = up == null ? new Axis(title.toLowerCase(Locale.ROOT), Curves.scaleOf(drawn), Unit.NUMBER) : up;
        String caption = title + (vertical.scale() == Scale.LOGARITHMIC ? ", logarithmic" : "") + ".";
        return List.of(new Figure(
                id,
                Text.of(caption),
                new CurveChart(
                        title + ": " + Curves.inWords(drawn),
                        new Axis("step", Scale.FROM_ZERO, Unit.NUMBER),
                        vertical,
                        drawn,
                        marks)));
    }

    private static Section answers(List<SampleAnswer> answers) {
        boolean finished = answers.stream().allMatch(answer -> answer.after() != null);
        List<Quotations.Quotation> quotations = answers.stream()
                .map(answer -> {
                    List<Quotations.Saying> sayings = new ArrayList<>();
                    sayings.add(new Quotations.Saying("to learn", Correctness.UNKNOWN, answer.expected()));
                    String before = answer.before();
                    if (before != null) {
                        sayings.add(saying("before", answer, before));
                    }
                    String after = answer.after();
                    if (after != null) {
                        sayings.add(saying("after", answer, after));
                    }
                    return new Quotations.Quotation(answer.id(), answer.question(), sayings);
                })
                .toList();
        return new Section(
                "answers",
                finished ? "Answers before and after" : "Answers before",
                List.of(
                        new Block.Note(
                                "A few samples at equal distances, of the validation split where there is one, not"
                                        + " chosen; answered greedily. A tick is an answer that is the one to learn, letter for"
                                        + " letter."),
                        new Quotations(quotations)));
    }

    private static Quotations.Saying saying(String who, SampleAnswer answer, String words) {
        boolean same = words.strip().equals(answer.expected().strip());
        return new Quotations.Saying(
                who, same ? Correctness.RIGHT : Correctness.WRONG, words.isBlank() ? "(nothing)" : words);
    }
}
