package org.dasllm.eval.analysis;

import org.jspecify.annotations.Nullable;

/**
 * One question to look at.
 *
 * @param kind why it is shown
 * @param id the sample's
 * @param text the last message, shortened
 * @param gold the right answer; null where none is known
 * @param teacher the teacher's answer
 * @param student the student's answer, shortened
 */
public record Example(
        Kind kind, String id, String text, @Nullable String gold, String teacher, String student) {

    /** Who was right. */
    public enum Kind {
        TEACHER_ONLY,
        STUDENT_ONLY,
        NEITHER,
        /** No right answer is known, and the two differ. */
        DIFFERENT,
        INVALID
    }
}
