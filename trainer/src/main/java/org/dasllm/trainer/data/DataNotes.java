package org.dasllm.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What reading the samples brought to light. */
final class DataNotes {
    private DataNotes() {}

    static List<String> of(LongerCount longer, @Nullable TeacherRecord teacher) {
        List<String> notes = new ArrayList<>();
        if (longer.dropped() > 0) {
            notes.add(longer.dropped() + " samples are longer than the limit and are left out");
        }
        if (longer.truncated() > 0) {
            notes.add(longer.truncated() + " samples are longer than the limit and are cut, by " + longer.tokensCut()
                    + " tokens together");
        }
        if (teacher != null && teacher.samplesWithout() > 0) {
            notes.add(teacher.samplesWithout() + " samples carry no log-probabilities of the teacher: their answers are"
                    + " taken for certain");
        }
        if (teacher != null && teacher.unresolvedShare() > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%.2f %% of the teacher's recorded alternatives could be one token or another, and stay in the tail",
                    100 * teacher.unresolvedShare()));
        }
        return notes;
    }
}
