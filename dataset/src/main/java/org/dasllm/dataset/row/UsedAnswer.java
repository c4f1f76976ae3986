package org.dasllm.dataset.row;

import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.Split;

/**
 * The answer by which a row is used: its completion, but in the test set the gold label where there is one. To drop test rows because
 * the teacher failed on them would make the teacher look better than it is.
 */
public final class UsedAnswer {
    private UsedAnswer() {}

    /** Whether the row is in the test set for its gold label. */
    static boolean isGold(Sample sample) {
        return Split.TEST.is(sample.split()) && sample.gold() != null;
    }

    /** The answer; empty where there is none. */
    public static String of(Sample sample) {
        String answer = isGold(sample) ? sample.gold() : sample.completion();
        return answer == null ? "" : answer;
    }
}
