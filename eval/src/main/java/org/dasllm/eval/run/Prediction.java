package org.dasllm.eval.run;

import java.util.Map;
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
 */
public record Prediction(
        String id,
        String plan,
        @Nullable String gold,
        String teacher,
        String student,
        boolean studentValid,
        Map<String, Boolean> teacherCorrect,
        Map<String, Boolean> studentCorrect) {}
