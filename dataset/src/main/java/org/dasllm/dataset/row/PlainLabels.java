package org.dasllm.dataset.row;

import java.util.List;
import java.util.Map;

/** An answer is one of a list of labels; white space around it does not count. */
record PlainLabels(List<String> values) implements AnswerSchema {
    PlainLabels {
        values = List.copyOf(values);
    }

    @Override
    public AnswerOutcome judge(String answer) {
        String label = answer.strip();
        if (!values.contains(label)) {
            return AnswerOutcome.refused(
                    CheckAnswer.UNKNOWN_VALUE, Excerpt.of(label) + " is not one of the " + values.size() + " labels");
        }
        return AnswerOutcome.allowed(label, Map.of("label", label));
    }
}
