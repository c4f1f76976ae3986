package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How long an answer took, in nanoseconds: the prompt from the request's arrival to the first token, waiting for a place included, and the
 * answer from there on. The model is loaded before there are requests.
 */
final class AnswerTimes {
    private final long begun = System.nanoTime();
    private boolean answering;
    private long first;

    /** The first token has come; more often does no harm. */
    void answering() {
        if (!answering) {
            answering = true;
            first = System.nanoTime();
        }
    }

    void write(ObjectNode node, long promptTokens, long answerTokens) {
        long now = System.nanoTime();
        long reached = answering ? first : now;
        node.put("total_duration", now - begun)
                .put("load_duration", 0)
                .put("prompt_eval_count", promptTokens)
                .put("prompt_eval_duration", reached - begun)
                .put("eval_count", answerTokens)
                .put("eval_duration", now - reached);
    }
}
