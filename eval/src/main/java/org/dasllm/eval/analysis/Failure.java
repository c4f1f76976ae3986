package org.dasllm.eval.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question that the student failed.
 *
 * @param kind who was right, or that the answer cannot be used
 * @param teacherRight whether the teacher was; null where no right answer is known
 * @param id the sample's
 * @param text the last message, shortened
 * @param gold the right answer; null where none is known
 * @param teacher the teacher's answer
 * @param student the student's answer; empty where it gave none
 * @param probability that its answer is right, as the student said; null where it said nothing
 * @param missed metrics of right and wrong on which the student is wrong
 */
public record Failure(
        Example.Kind kind,
        @Nullable Boolean teacherRight,
        String id,
        String text,
        @Nullable String gold,
        String teacher,
        String student,
        @Nullable Double probability,
        List<String> missed) {}
