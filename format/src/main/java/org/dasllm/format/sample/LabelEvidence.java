package org.dasllm.format.sample;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a sample's label, where it is more than one answer of one teacher.
 *
 * @param answers how many answers were asked for, of all teachers together; one that cannot be used counts too. Null where nothing was
 *     voted on
 * @param agreeing how many of them mean the same as the completion; null likewise
 * @param teachers of each teacher whose answers agree, by its name in the configuration, how many do
 * @param fields of an answer in JSON, for each field at its top the share of the usable answers, 0 to 1, that have the completion's
 *     value there; empty for other answers
 * @param tied whether another answer had as many votes, so that the completion is the one of the teacher that is named first
 * @param repaired whether the completion is the second answer of a teacher whose first one could not be used. What it was asked then is
 *     not in the prompt
 * @param annotators the people who gave {@link Sample#gold}, by the names that they wrote down; empty where nobody did
 */
public record LabelEvidence(
        @Nullable Integer answers,
        @Nullable Integer agreeing,
        Map<String, Integer> teachers,
        Map<String, Double> fields,
        boolean tied,
        boolean repaired,
        List<String> annotators) {

    /** The attribute of a sample that was voted on, for slices of a report: {@code all}, {@code most}, or {@code tied} and decided by people. */
    public static final String ATTRIBUTE = "label_agreement";

    public LabelEvidence {
        teachers = Map.copyOf(teachers);
        fields = Map.copyOf(fields);
        annotators = List.copyOf(annotators);
    }

    /** Of one answer, about which nothing else is known. */
    public static LabelEvidence ofRepair() {
        return new LabelEvidence(null, null, Map.of(), Map.of(), false, true, List.of());
    }

    /** Of a label that people gave. */
    public static LabelEvidence ofPeople(List<String> annotators) {
        return new LabelEvidence(null, null, Map.of(), Map.of(), false, false, annotators);
    }

    /** The label's confidence: the share of all answers, 0 to 1, that agree with it; empty where nothing was voted on. */
    public OptionalDouble share() {
        return answers == null || agreeing == null || answers == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) agreeing / answers);
    }

    /** The same with the people who gave the right answer. */
    public LabelEvidence withAnnotators(List<String> people) {
        return new LabelEvidence(answers, agreeing, teachers, fields, tied, repaired, people);
    }
}
