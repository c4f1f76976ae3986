package org.dasllm.dataset.row;

import java.util.Map;

/** Any text is an answer. */
record FreeText() implements AnswerSchema {
    @Override
    public AnswerOutcome judge(String answer) {
        return AnswerOutcome.allowed(answer.strip(), Map.of());
    }
}
