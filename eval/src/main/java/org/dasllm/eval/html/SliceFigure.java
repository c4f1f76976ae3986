package org.dasllm.eval.html;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.SliceReport;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/** One line a slice: both accuracies as dots on the left, their difference with its interval on the right. */
final class SliceFigure {
    private static final double ROW = 21;
    private static final double TOP = 44;
    private static final double LONGEST = 0.4;

    private SliceFigure() {}

    /** @param slices with right answers, in order */
    static void draw(Markup out, EvaluationPlan plan, List<SliceReport> slices) {
        List<Double> accuracies = new ArrayList<>(List.of(1.0));
        List<Double> differences = new ArrayList<>(List.of(0.0, -plan.margin(), plan.margin()));
        double height = TOP;
        String attribute = "";
        for (SliceReport slice : slices) {
            accuracies.add(value(slice.studentAccuracy()));
            accuracies.add(value(slice.teacherAccuracy()));
            differences.add(value(slice.difference()));
            Interval interval = slice.interval();
            // A small slice's interval runs out of the picture rather than squeezing all others.
            if (interval != null && !slice.small()) {
                differences.add(Math.max(-LONGEST, interval.lower()));
                differences.add(Math.min(LONGEST, interval.upper()));
            }
            height += slice.attribute().equals(attribute) ? ROW : 2 * ROW;
            attribute = slice.attribute();
        }
        Axis left = Axis.holding(accuracies, 190, 420);
        Axis right = Axis.holding(differences, 470, Drawing.WIDTH - 12);
        Drawing drawing = Drawing.begin(out, height + 44, "Accuracy of student and teacher by slice");
        frame(drawing, left, right, height, plan);
        double y = TOP;
        attribute = "";
        for (SliceReport slice : slices) {
            if (!slice.attribute().equals(attribute)) {
                attribute = slice.attribute();
                y += ROW;
                drawing.boldText(0, y - 4, 12.5, "start", Drawing.INK, Drawing.shorten(attribute, 30));
            }
            row(drawing, left, right, slice, y + ROW / 2 - 2);
            y += ROW;
        }
        drawing.end();
    }

    private static void frame(Drawing drawing, Axis left, Axis right, double bottom, EvaluationPlan plan) {
        double margin = right.at(-plan.margin());
        drawing.rectangle(right.left(), TOP, margin - right.left(), bottom - TOP, "fill=\"#f3e7dd\"");
        for (double tick : left.ticks()) {
            scale(drawing, left.at(tick), bottom, Drawing.format("%.0f%%", tick * 100));
        }
        for (double tick : right.ticks()) {
            scale(drawing, right.at(tick), bottom, ForestFigure.tick(tick));
        }
        for (Axis axis : List.of(left, right)) {
            drawing.line(
                    axis.left(), bottom, axis.right(), bottom, "stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"");
        }
        drawing.line(right.at(0), TOP, right.at(0), bottom, "stroke=\"" + Drawing.FAINT + "\" stroke-width=\"1\"");
        drawing.line(
                margin,
                TOP,
                margin,
                bottom,
                "stroke=\"" + Drawing.TEACHER + "\" stroke-width=\"1.4\" stroke-dasharray=\"5 3\"");
        drawing.circle(left.left() + 6, 15, 4.6, "fill=\"" + Drawing.STUDENT + "\"");
        drawing.text(left.left() + 16, 19, 12, "start", Drawing.INK, "student");
        drawing.diamond(
                left.left() + 82, 15, 5.2, "fill=\"#fff\" stroke=\"" + Drawing.TEACHER + "\" stroke-width=\"1.8\"");
        drawing.text(left.left() + 92, 19, 12, "start", Drawing.INK, "teacher");
        drawing.text(margin, 36, 11.5, "middle", Drawing.TEACHER, "margin");
        drawing.text((left.left() + left.right()) / 2, bottom + 36, 11.5, "middle", Drawing.QUIET, "accuracy");
        drawing.text(
                (right.left() + right.right()) / 2,
                bottom + 36,
                11.5,
                "middle",
                Drawing.QUIET,
                "student − teacher, percentage points, " + Numbers.confidence(plan.confidence()));
    }

    private static void scale(Drawing drawing, double x, double bottom, String text) {
        drawing.line(x, TOP, x, bottom, "stroke=\"#ececea\" stroke-width=\"1\"");
        drawing.text(x, bottom + 17, 11.5, "middle", Drawing.QUIET, text);
    }

    private static void row(Drawing drawing, Axis left, Axis right, SliceReport slice, double y) {
        String ink = slice.small() ? Drawing.FAINT : Drawing.INK;
        String student = slice.small() ? "#8fb6d2" : Drawing.STUDENT;
        String teacher = slice.small() ? "#d9a987" : Drawing.TEACHER;
        drawing.text(10, y + 4, 12, "start", ink, Drawing.shorten(slice.value(), 20));
        drawing.text(left.left() - 14, y + 4, 11.5, "end", ink, "n " + slice.n() + (slice.small() ? " *" : ""));
        double ofStudent = left.at(value(slice.studentAccuracy()));
        double ofTeacher = left.at(value(slice.teacherAccuracy()));
        drawing.line(ofStudent, y, ofTeacher, y, "stroke=\"#b9b9b5\" stroke-width=\"2\"");
        drawing.diamond(ofTeacher, y, 5.2, "fill=\"#fff\" stroke=\"" + teacher + "\" stroke-width=\"1.8\"");
        drawing.circle(ofStudent, y, 4.6, "fill=\"" + student + "\"");
        Interval interval = slice.interval();
        if (interval != null) {
            drawing.interval(right, interval, y, 1.7, student);
        }
        if (slice.difference() != null) {
            drawing.circle(right.at(slice.difference()), y, 3.8, "fill=\"" + student + "\"");
        }
    }

    private static double value(@Nullable Double number) {
        return number == null ? 0 : number;
    }
}
