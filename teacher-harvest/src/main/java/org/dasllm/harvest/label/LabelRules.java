package org.dasllm.harvest.label;

import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.dasllm.harvest.config.LabelsConfig;

/** What {@code harvest.labels} needs of the task. */
public final class LabelRules {
    private LabelRules() {}

    /**
     * Refuses to vote on, or to repair, what nobody can compare or check.
     *
     * @throws DasllmException with exit code USAGE
     */
    public static void require(LabelsConfig labels, Optional<Task> task) {
        if (comparable(task)) {
            return;
        }
        String why = task.isPresent()
                ? "the task's answers are free text, of which no two are the same"
                : "the run file has no task that says what an answer is";
        if (labels.vote()) {
            throw DasllmException.usage(
                    "harvest.labels.vote needs answers that can be compared, and " + why,
                    "Leave it out, or set task to labels, JSON or calls of tools");
        }
        if (labels.repair()) {
            throw DasllmException.usage(
                    "harvest.labels.repair needs answers that can be checked, and " + why,
                    "Leave it out, or set task to labels, JSON or calls of tools");
        }
    }

    /** Whether two answers can be said to mean the same. */
    public static boolean comparable(Optional<Task> task) {
        return task.isPresent() && task.get().kind() != TaskKind.TEXT;
    }
}
