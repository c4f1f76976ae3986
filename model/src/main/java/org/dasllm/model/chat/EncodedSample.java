package org.dasllm.model.chat;

import java.util.Arrays;
import org.dasllm.tensor.Loss;

/**
 * A sample as tokens, ready for training.
 *
 * @param ids the conversation's tokens up to the last that is learnt, but not that one
 * @param targets targets[i] is the token after ids[i] where that is to be learnt, and {@link Loss#IGNORED} elsewhere
 */
public record EncodedSample(int[] ids, int[] targets) {
    public EncodedSample {
        if (ids.length != targets.length) {
            throw new IllegalArgumentException(ids.length + " ids with " + targets.length + " targets");
        }
    }

    /**
     * From all tokens and which of them are to be learnt; what comes after the last of these is left out.
     *
     * @param learnt as long as the tokens; the first token cannot be learnt, since nothing comes before it
     */
    static EncodedSample of(int[] tokens, boolean[] learnt) {
        int last = tokens.length - 1;
        while (last > 0 && !learnt[last]) {
            last--;
        }
        int rows = Math.max(0, last);
        int[] targets = new int[rows];
        for (int i = 0; i < rows; i++) {
            targets[i] = learnt[i + 1] ? tokens[i + 1] : Loss.IGNORED;
        }
        return new EncodedSample(Arrays.copyOf(tokens, rows), targets);
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

    /** Its first rows alone; whoever cuts has to tell how much. */
    public EncodedSample cutTo(int rows) {
        return new EncodedSample(Arrays.copyOf(ids, rows), Arrays.copyOf(targets, rows));
    }
}
