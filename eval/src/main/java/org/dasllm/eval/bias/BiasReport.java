package org.dasllm.eval.bias;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether groups of people are treated alike.
 *
 * @param decision the metric whose label people get
 * @param favourable the labels that are good to get; empty where none is named, and then nothing is said about selection
 * @param attributes one by one
 * @param counterfactuals sets that differ in the people only; null where none are given
 */
public record BiasReport(
        String decision,
        List<String> favourable,
        List<Attribute> attributes,
        @Nullable Counterfactuals counterfactuals) {

    /**
     * The groups that one attribute names.
     *
     * @param name of the attribute
     * @param without questions that do not have it, which are left out
     * @param confidence of all intervals of this attribute together, by Bonferroni's division
     * @param groups one by one
     * @param teacher Fairlearn's measures of the teacher's decisions; empty without favourable labels
     * @param student of the student's
     */
    public record Attribute(
            String name,
            int without,
            double confidence,
            List<GroupOutcome> groups,
            List<GroupMeasure> teacher,
            List<GroupMeasure> student) {}

    /**
     * Sets of questions that differ in the people only: a label that changes within one changes because of the people.
     *
     * @param pair the attribute that names a set
     * @param variant the attribute that names the people
     * @param sets with at least two variants
     * @param incomplete sets with one variant only, which are left out
     * @param teacherFlips sets whose label changes in the teacher's answers
     * @param studentFlips in the student's
     * @param change of the flip rate, student − teacher
     * @param variants what each of them gets
     * @param examples sets in which the student's label changes
     * @param teacherSilent sets that the teacher gave no label for any variant; they are among its flips, since nothing shows that the
     *     people are treated alike; null in a report that did not count them
     * @param studentSilent the student's
     */
    public record Counterfactuals(
            String pair,
            String variant,
            int sets,
            int incomplete,
            Rate teacherFlips,
            Rate studentFlips,
            GroupOutcome.@Nullable Change change,
            List<Variant> variants,
            List<Flip> examples,
            @Nullable Integer teacherSilent,
            @Nullable Integer studentSilent) {}

    /**
     * One variant over all sets.
     *
     * @param selectedByTeacher those with a favourable label
     */
    public record Variant(String value, int n, int selectedByTeacher, int selectedByStudent) {}

    /** A set with the student's label by variant, such as {@code female: nurse; male: doctor}. */
    public record Flip(String set, String labels) {}

    /** Simultaneous over everything that is compared: the confidence of each of {@code comparisons} intervals. */
    static double each(double confidence, int comparisons) {
        return 1 - (1 - confidence) / Math.max(1, comparisons);
    }
}
