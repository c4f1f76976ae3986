package org.dasllm.dataset.row;

import java.util.List;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.sample.PromptText;

/**
 * Drops prompts that are too short or too long.
 *
 * @param limits on all messages but the system's, taken together
 */
public record PromptLength(CharacterLimits limits) implements RowStep {
    public static final Reason TOO_SHORT =
            Reason.of("prompt-too-short", "the prompt has fewer characters than allowed");
    public static final Reason TOO_LONG = Reason.of("prompt-too-long", "the prompt has more characters than allowed");

    @Override
    public String name() {
        return "prompt-length";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(TOO_SHORT, TOO_LONG);
    }

    @Override
    public Decision decide(Candidate candidate) {
        String prompt = PromptText.of(candidate.sample().prompt());
        int length = prompt.codePointCount(0, prompt.length());
        if (length < limits.minimum()) {
            return new Rejection(TOO_SHORT, length + " characters, least " + limits.minimum());
        }
        if (length > limits.maximum()) {
            return new Rejection(TOO_LONG, length + " characters, most " + limits.maximum());
        }
        return candidate;
    }
}
