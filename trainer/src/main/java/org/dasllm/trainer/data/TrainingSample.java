package org.dasllm.trainer.data;

import java.util.Arrays;
import org.dasllm.model.chat.EncodedSample;
import org.dasllm.tensor.Loss;
import org.dasllm.trainer.config.LossOn;
import org.jspecify.annotations.Nullable;

/**
 * A sample as tokens.
 *
 * @param id as its file has it, for messages
 * @param question what was asked, in the words of its messages, for the page of curves
 * @param ids one a row
 * @param targets row by row, the token after it where it is to be learnt, {@link Loss#IGNORED} elsewhere
 * @param promptRows how many of the first ids are the prompt's
 * @param teacher row by row, what was recorded of a teacher; null without distillation from records
 */
public record TrainingSample(
        String id,
        String question,
        int[] ids,
        int[] targets,
        int promptRows,
        @Nullable RecordedRows teacher) {

    /** A sample without messages and without a recorded teacher. */
    public TrainingSample(String id, int[] ids, int[] targets, int promptRows) {
        this(id, "", ids, targets, promptRows, null);
    }

    static TrainingSample of(
            String id, String question, EncodedSample encoded, LossOn lossOn, @Nullable RecordedRows teacher) {
        int[] ids = encoded.ids();
        int[] targets = encoded.targets().clone();
        int first = 0;
        while (first < targets.length && targets[first] == Loss.IGNORED) {
            first++;
        }
        if (lossOn == LossOn.ALL) {
            System.arraycopy(ids, 1, targets, 0, ids.length - 1);
        }
        return new TrainingSample(id, question, ids, targets, Math.min(first + 1, ids.length), teacher);
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

    TrainingSample withIds(int[] newIds) {
        return new TrainingSample(id, question, newIds, targets, promptRows, teacher);
    }
}
