package org.dasllm.dataset.row;

import java.util.Map;

/** Any text is an answer. */
record FreeText() implements AnswerSchema {
    @Override
    public Judgement judge(String answer) {
        return Judgement.allowed(answer.strip(), Map.of());
    }
}
