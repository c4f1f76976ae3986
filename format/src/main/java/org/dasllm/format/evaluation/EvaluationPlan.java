package org.dasllm.format.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * All that decides an evaluation, written down and hashed before the student answers the first question.
 *
 * @param version of the layout, see {@link EvaluationFiles#PLAN}
 * @param primary the metric that decides
 * @param secondary metrics that are reported beside it
 * @param margin the largest loss against the teacher that still counts as non-inferior
 * @param alpha one-sided
 * @param intervalMethod how the interval of the difference is computed
 * @param slices attributes by which results are broken down
 * @param minimumSliceSize below it a slice is marked as small
 * @param groupClustered whether the interval allows for questions of one group depending on each other
 * @param test the test file's name
 * @param testSha256 of the test file, which holds questions, right answers and the teacher's answers
 * @param testSamples how many questions it has
 * @param student its name
 * @param studentSha256 of its adapter or weights
 * @param answeredBy what else its answers come from, such as the base model's hash and the precision, by name; empty in a
 *     plan of 0.1.0
 * @param trainSha256 of the training file that the baselines learn from
 * @param task what an answer is, as the run declares it; null where it does not and the labels decide, as they always did in a
 *     plan of 0.1.0
 * @param settings what else decides, by name and as it is written: further endpoints, tolerances, groups; null where all of it is as usual
 */
public record EvaluationPlan(
        int version,
        String primary,
        List<String> secondary,
        double margin,
        double alpha,
        String intervalMethod,
        List<String> slices,
        int minimumSliceSize,
        boolean groupClustered,
        String test,
        String testSha256,
        int testSamples,
        String student,
        String studentSha256,
        Map<String, String> answeredBy,
        String trainSha256,
        @Nullable Task task,
        @Nullable Map<String, String> settings) {

    public EvaluationPlan {
        secondary = List.copyOf(secondary);
        slices = List.copyOf(slices);
        settings = settings == null ? null : Collections.unmodifiableMap(new TreeMap<>(settings));
        answeredBy = Collections.unmodifiableMap(new TreeMap<>(answeredBy));
    }

    /** Of the two-sided interval that belongs to the one-sided test. */
    @JsonIgnore
    public double confidence() {
        return 1 - 2 * alpha;
    }

    /** The same with another interval. */
    public EvaluationPlan withIntervalMethod(String method) {
        return new EvaluationPlan(
                version,
                primary,
                secondary,
                margin,
                alpha,
                method,
                slices,
                minimumSliceSize,
                groupClustered,
                test,
                testSha256,
                testSamples,
                student,
                studentSha256,
                answeredBy,
                trainSha256,
                task,
                settings);
    }

    /** Whether the same student, on the same base and in the same precision, was given the same questions. */
    public boolean sameQuestionsAndStudent(EvaluationPlan other) {
        return testSha256.equals(other.testSha256)
                && studentSha256.equals(other.studentSha256)
                && answeredBy.equals(other.answeredBy);
    }
}
