package org.dasllm.harvest.run;

import java.util.List;
import java.util.Optional;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.label.AnswerCheck;

/** What the stages after the harvest would refuse or drop, found before a teacher is paid for it. */
public interface LaterStages {
    /** Nothing is known of them. */
    LaterStages UNKNOWN = sample -> Optional.empty();

    /** What is wrong with a sample that has no answer yet, in words that follow its place. */
    Optional<String> refusal(Sample sample);

    /** What an answer is, where that is known: a teacher may be held to it. */
    default Optional<Task> task() {
        return Optional.empty();
    }

    /** What the task makes of an answer; empty where it is text, or nothing is known of it, so that answers cannot be compared. */
    default Optional<AnswerCheck> check(String answer) {
        return Optional.empty();
    }

    /**
     * A sample with its answer as the stages after the harvest are to see it, such as with the student's system prompt.
     *
     * @throws org.dasllm.format.error.DasllmException if it cannot be used there
     */
    default Sample toStudent(Sample sample) {
        return sample;
    }

    /** What is wrong with all samples together. */
    default List<String> refusals(List<Sample> samples) {
        return List.of();
    }
}
