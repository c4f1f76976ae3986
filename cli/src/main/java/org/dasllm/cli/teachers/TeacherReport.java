package org.dasllm.cli.teachers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dasllm.harvest.estimate.TeacherEstimate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a teacher.
 *
 * @param name in the configuration
 * @param asked whether it is the one that is asked
 * @param address where it is asked
 * @param prices with the keys of a teacher's configuration; null where they are not known
 * @param pricesFrom in words; null where they are not known
 * @param retires the first day without the model, of the configuration or, if that is earlier, of the vendor's list; null where neither has one
 * @param estimate what is left of the harvest; null where there are no prompts
 * @param lastSafeDay on which to begin; null where no end is known, or there are no prompts
 * @param late whether that day is over
 * @param notes what else there is to say, each in a line
 */
public record TeacherReport(
        String name,
        boolean asked,
        String model,
        String address,
        @Nullable JsonNode prices,
        @Nullable String pricesFrom,
        @Nullable String retires,
        @Nullable TeacherEstimate estimate,
        @Nullable String lastSafeDay,
        boolean late,
        List<String> notes) {
    public TeacherReport {
        notes = List.copyOf(notes);
    }
}
