package org.dasllm.dataset.row;

import java.util.Map;
import org.dasllm.format.task.Task;

/** An answer is one line of text, whose labels were not listed beforehand; white space around it does not count. */
record AnyLabel() implements AnswerSchema {
    @Override
    public AnswerOutcome judge(String answer) {
        String label = answer.strip();
        return Task.isLabel(label)
                ? AnswerOutcome.allowed(label, Map.of("label", label))
                : AnswerOutcome.refused(
                        CheckAnswer.UNKNOWN_VALUE, Excerpt.of(label) + " is not a label, one line of text");
    }
}
