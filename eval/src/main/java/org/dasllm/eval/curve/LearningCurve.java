package org.dasllm.eval.curve;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.Interval;
import org.dasllm.format.io.Json;
import org.dasllm.format.version.FileKind;
import org.jspecify.annotations.Nullable;

/**
 * What a student makes of a part of its labels, and what it would make of more: {@code learning-curve/curve.json}, and a part of
 * report.json.
 *
 * @param version of the layout, see {@link #KIND}
 * @param metric by which an answer is right, {@code exact} or {@code field:<name>}
 * @param against what it is held against
 * @param questions how many were asked, the same at every point
 * @param groups of questions that depend on each other
 * @param labels how many the run has for training
 * @param confidence of all intervals
 * @param settings how the students were trained, by name, in words
 * @param points ascending by labels
 * @param trainingDeviation the standard deviation between trainings of one point that differ in their seed; null where each was done once
 * @param law the nearest curve; null with fewer than four points
 * @param distance its weighted squared distance from the points, χ² with as many degrees of freedom as there are points beyond three; null
 *     likewise
 * @param notEstimable why nothing is said of more labels; null where something is
 * @param forecasts of the share of wrong answers with more labels than there are; empty where nothing can be said
 * @param needs how many labels some points less would take; empty likewise
 * @param remarks what else a reader has to know
 */
public record LearningCurve(
        int version,
        String metric,
        Against against,
        int questions,
        int groups,
        int labels,
        double confidence,
        List<Setting> settings,
        List<Point> points,
        @Nullable Double trainingDeviation,
        @Nullable PowerLaw law,
        @Nullable Double distance,
        @Nullable String notEstimable,
        List<Forecast> forecasts,
        List<Need> needs,
        List<String> remarks) {
    public static final FileKind KIND = new FileKind("a learning curve", "version", 1);

    /** The file's name in the folder of the curve. */
    public static final String FILE = "curve.json";

    public LearningCurve {
        settings = List.copyOf(settings);
        points = List.copyOf(points);
        forecasts = List.copyOf(forecasts);
        needs = List.copyOf(needs);
        remarks = List.copyOf(remarks);
    }

    /** What an answer is held against. */
    public enum Against {
        /** Right answers of people. */
        GOLD,
        /** The teacher's answers: then an error is a disagreement with it. */
        TEACHER
    }

    /** One of the settings of the trainings. */
    public record Setting(String name, String value) {}

    /**
     * Students of one number of labels.
     *
     * @param share of all labels
     * @param labels that each learnt from
     * @param trainings how many students
     * @param wrong answers of all of them together
     * @param error the share of wrong answers
     * @param interval of the error, for the questions and, where it is known, the training
     */
    public record Point(double share, int labels, int trainings, int wrong, double error, Interval interval) {}

    /**
     * What so many labels would lead to.
     *
     * @param labels in all
     * @param error the expected share of wrong answers
     * @param interval of it
     * @param gain by how much it is lower than with the labels that there are
     * @param gainInterval of that
     */
    public record Forecast(long labels, double error, Interval interval, double gain, Interval gainInterval) {}

    /**
     * How many labels an improvement would take.
     *
     * @param gain by how much the share of wrong answers is to be lower than with the labels that there are
     * @param more labels than there are; null where the curve does not reach it within {@link LearningCurves#FARTHEST} times the labels
     * @param least the fewest that the points allow; null likewise
     * @param most the most that they allow; null likewise
     */
    public record Need(
            double gain,
            @Nullable Long more,
            @Nullable Long least,
            @Nullable Long most) {}

    /** @throws DasllmException if the file is of a version that this program does not read, or is not as a curve is written */
    public static LearningCurve read(Path file) {
        return KIND.read(file, LearningCurve.class);
    }

    /** Writes it, whole or not at all. */
    public void write(Path file) {
        Json.write(file, this);
    }
}
