package org.dasllm.model.generate;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** An answer that is being generated. */
final class AnswerInProgress {
    final int prompt;
    private final TextStream text;
    private final Sampler sampler;
    private int[] tokens = new int[16];
    private int count;

    /**
     * Starts empty.
     *
     * @param prompt the number of the prompt it answers
     * @param sampler that chooses its tokens
     */
    AnswerInProgress(int prompt, TextStream text, Sampler sampler) {
        this.sampler = sampler;
        this.prompt = prompt;
        this.text = text;
    }

    /** Takes a token; returns why the answer ended, if it did. */
    Optional<FinishReason> take(NextToken token) {
        if (!token.endToken()) {
            if (count == tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * count);
            }
            tokens[count++] = token.token();
            text.push(token.token());
        }
        if (token.finish().isPresent()) {
            text.finish();
        }
        return text.stopped() ? Optional.of(FinishReason.STOP) : token.finish();
    }

    Completion completion(FinishReason reason, int promptTokens) {
        OptionalDouble logProbability = sampler instanceof LikelihoodSampler likelihood
                ? OptionalDouble.of(likelihood.logProbability())
                : OptionalDouble.empty();
        return new Completion(Arrays.copyOf(tokens, count), text.text(), reason, promptTokens, logProbability);
    }
}
