package org.dasllm.model.chat;

import java.util.Arrays;
import org.dasllm.tensor.Loss;

/**
 * A sample as tokens, ready for training.
 *
 * @param ids the prompt's tokens, then the completion's but the last
 * @param targets targets[i] is the token after ids[i] where that is the completion's, and {@link Loss#IGNORED} elsewhere
 */
public record EncodedSample(int[] ids, int[] targets) {
    public EncodedSample {
        if (ids.length != targets.length) {
            throw new IllegalArgumentException(ids.length + " ids with " + targets.length + " targets");
        }
    }

    static EncodedSample of(int[] prompt, int[] completion) {
        int[] all = Arrays.copyOf(prompt, prompt.length + completion.length);
        System.arraycopy(completion, 0, all, prompt.length, completion.length);
        int[] targets = Arrays.copyOfRange(all, 1, all.length);
        Arrays.fill(targets, 0, prompt.length - 1, Loss.IGNORED);
        return new EncodedSample(Arrays.copyOf(all, all.length - 1), targets);
    }

    /** Rows that it takes in a batch. */
    public int length() {
        return ids.length;
    }

    /** Tokens that the model learns from it. */
    public int targetTokens() {
        return (int)
                Arrays.stream(targets).filter(target -> target != Loss.IGNORED).count();
    }
}
