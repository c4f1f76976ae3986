package org.dasllm.eval.cost;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the costs of one run. What is not known is null, and {@code missing} says what would make it known.
 *
 * @param currency of all money
 * @param teacher the rented side
 * @param owned the owned side
 * @param requests a month
 * @param once what is paid once for this student
 * @param again what is paid when the teacher ends and another one takes its place
 * @param retires the first day without the teacher, as announced
 * @param missing sentences
 * @param notes what else a reader has to know, sentences
 */
public record CostInputs(
        String currency,
        @Nullable TeacherSide teacher,
        @Nullable OwnedSide owned,
        @Nullable Estimate requests,
        List<Item> once,
        List<Item> again,
        @Nullable String retires,
        List<String> missing,
        List<String> notes) {

    public CostInputs {
        once = List.copyOf(once);
        again = List.copyOf(again);
        missing = List.copyOf(missing);
        notes = List.copyOf(notes);
    }

    /** Something that is paid. */
    public record Item(String what, Estimate money) {}
}
