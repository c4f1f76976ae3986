package org.dasllm.eval.run;

import java.util.Map;
import java.util.OptionalDouble;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.JudgedTask;
import org.jspecify.annotations.Nullable;

/**
 * One question's answers; a line of predictions.jsonl.
 *
 * @param id the sample's
 * @param plan SHA-256 of the plan under which it was asked
 * @param gold the right answer; null where none is known
 * @param teacher the teacher's answer
 * @param student the student's answer, as it came
 * @param studentValid false where it is not an answer of the task, such as broken JSON
 * @param teacherCorrect by metric; empty without gold
 * @param studentCorrect by metric; empty without gold
 * @param group which questions depend on each other; null in a file of 0.1.0
 * @param attributes what slices and groups are made of; null in a file of 0.1.0
 * @param studentMissing true where the student gave no answer or refused, and {@code student} is empty; null otherwise
 * @param studentProbability that its answer is right, as the student says; null where it says nothing
 */
public record Prediction(
        String id,
        String plan,
        @Nullable String gold,
        String teacher,
        String student,
        boolean studentValid,
        Map<String, Boolean> teacherCorrect,
        Map<String, Boolean> studentCorrect,
        @Nullable String group,
        @Nullable Map<String, String> attributes,
        @Nullable Boolean studentMissing,
        @Nullable Double studentProbability) {

    /** That its answer is right, as the student says. */
    OptionalDouble probability() {
        return studentProbability == null ? OptionalDouble.empty() : OptionalDouble.of(studentProbability);
    }

    /** The student's answer, as the task reads it. */
    Answer read(JudgedTask task) {
        return Boolean.TRUE.equals(studentMissing) ? Answer.MISSING : task.read(student);
    }
}
