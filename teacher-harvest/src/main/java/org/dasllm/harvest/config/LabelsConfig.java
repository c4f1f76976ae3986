package org.dasllm.harvest.config;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;

/**
 * How labels are made of a teacher's answers.
 *
 * @param vote whether all answers to a prompt, of all teachers that are asked, become one sample: with the answer that most of them give, and
 *     the share that gives it as its confidence. Answers are compared as the task compares them, so it needs a task that is not text. Where two
 *     answers have as many votes, there is no sample until people decide
 * @param repair whether an answer that fails the task's check (no label, not by the schema, no call with allowed arguments) is asked for once
 *     more, in the same conversation and with what is wrong. The second request is paid for too
 * @param reviewed files {@code disagreements.csv} of earlier harvests that people filled in; each label becomes the right answer of its prompt
 */
public record LabelsConfig(
        @Default("false") boolean vote,
        @Default("false") boolean repair,
        @Existing @Default("[]") List<Path> reviewed) {
    /** Every answer is a sample as it is. */
    public static final LabelsConfig NONE = new LabelsConfig(false, false, List.of());

    public LabelsConfig {
        reviewed = List.copyOf(reviewed);
    }
}
